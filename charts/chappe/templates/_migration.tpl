{{/*
A Job that runs `migrate` for each service that has a schema, with its configuration and
NetworkPolicy: (dict "root" $ "name" "…" "hook" "pre-install,pre-upgrade" "flags" (list …)). Without hook they are
ordinary objects. It has the password of the database and no other secret.
*/}}
{{- define "chappe.migration" -}}
{{- $root := .root -}}
{{- $services := include "chappe.services" $root | fromYaml -}}
{{- $postgres := include "chappe.postgres" $root | fromYaml -}}
{{- $order := list -}}
{{- range $name, $facts := $services }}{{ if $facts.migrates }}{{ $order = append $order $name }}{{ end }}{{ end -}}
{{- $configs := dict -}}
{{- $images := list -}}
{{- range $name := $order -}}
{{- $values := mergeOverwrite (deepCopy $root.Values.defaults) (deepCopy (index $root.Values (index $services $name).values | default dict)) -}}
{{- $_ := set $configs (printf "%s.yaml" $name) (include "chappe.config" (dict "root" $root "name" $name "values" $values)) -}}
{{- $images = append $images (include "chappe.image" (dict "root" $root "name" $name "image" $values.image)) -}}
{{- end -}}
{{- $name := .name -}}
{{- /* An ordinary Job cannot change: another one for other images or settings. */ -}}
{{- if not .hook }}{{ $name = printf "%s-%s" $name (list $images $configs | toJson | sha256sum | trunc 8) }}{{ end -}}
{{- $labels := include "chappe.labels" (dict "root" $root "name" "migrate") -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  labels: {{- $labels | nindent 4 }}
  {{- with include "chappe.migrationHook" (dict "hook" .hook "weight" -10) }}
  {{- . | nindent 2 }}
  {{- end }}
data: {{- toYaml $configs | nindent 2 }}
{{- if $root.Values.networkPolicy.enabled }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ $name }}
  labels: {{- $labels | nindent 4 }}
  {{- with include "chappe.migrationHook" (dict "hook" .hook "weight" -10) }}
  {{- . | nindent 2 }}
  {{- end }}
spec:
  podSelector:
    matchLabels: {{- include "service.selectorLabels" (dict "root" $root "name" "migrate") | nindent 6 }}
  policyTypes: [Ingress, Egress]
  egress: {{- include "chappe.egress" (dict "root" $root "calls" (list "postgres")) | nindent 4 }}
{{- end }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  labels: {{- $labels | nindent 4 }}
  {{- with include "chappe.migrationHook" (dict "hook" .hook "weight" -5) }}
  {{- . | nindent 2 }}
  {{- end }}
spec:
  # Without hook the database is being made at the same time: it is tried until the deadline.
  backoffLimit: {{ ternary $root.Values.migration.backoffLimit 100 (ne .hook "") }}
  activeDeadlineSeconds: {{ $root.Values.migration.activeDeadlineSeconds }}
  template:
    metadata:
      labels: {{- include "service.podLabels" (dict "root" $root "name" "migrate") | nindent 8 }}
    spec:
      restartPolicy: {{ ternary "Never" "OnFailure" (ne .hook "") }}
      {{- include "service.pod.identity" (dict "root" $root) | nindent 6 }}
      {{- with include "service.pod.placement" (dict "values" $root.Values.defaults) | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      initContainers:
        {{- range $index, $service := $order }}
        {{- if eq $service (last $order) }}
      containers:
        {{- end }}
        - name: {{ $service }}
          image: {{ index $images $index }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          args: {{ concat (list "migrate") $.flags (list "--config" (printf "/etc/chappe/%s.yaml" $service)) | toJson }}
          env:
            - name: CHAPPE_POSTGRES_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: {{ $postgres.secretName }}
                  key: {{ $postgres.secretKey }}
          resources: {{- toYaml $root.Values.migration.resources | nindent 12 }}
          securityContext: {{- include "service.pod.containerSecurity" $ | nindent 12 }}
          volumeMounts:
            - { name: settings, mountPath: /etc/chappe, readOnly: true }
            - { name: tmp, mountPath: /tmp }
        {{- end }}
      volumes:
        - name: settings
          projected:
            sources:
              - configMap:
                  name: {{ $name }}
              {{- with include "chappe.postgresFiles" $root }}
              {{- . | trim | nindent 14 }}
              {{- end }}
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
{{- end -}}

{{- define "chappe.migrationHook" -}}
{{- if .hook -}}
annotations:
  helm.sh/hook: {{ .hook }}
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}
{{- end -}}
