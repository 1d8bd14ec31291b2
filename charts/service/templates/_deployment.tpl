{{/*
A Deployment also for room: what a replica owns is a lease in the database, given to an id that it makes at start, and
others call it under its pod's address. A StatefulSet would keep names and disks that nobody needs, replace pods one
after the other, and wait for ever for a pod on a node that is lost.
*/}}
{{- define "service.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  {{- if not .values.autoscaling.enabled }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  progressDeadlineSeconds: 600
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: {{ .values.maxSurge }}
  selector:
    matchLabels: {{- include "service.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "service.podLabels" . | nindent 8 }}
        {{- with .values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        # Another configuration makes other pods: it is read at start only.
        checksum/config: {{ .config | toYaml | sha256sum }}
        {{- with .values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ .fullname }}
      {{- include "service.pod.identity" . | nindent 6 }}
      terminationGracePeriodSeconds: {{ .values.terminationGracePeriodSeconds }}
      {{- with include "service.pod.placement" . | trim }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- include "service.pod.spread" . | nindent 6 }}
      containers:
        - {{- include "service.container" . | nindent 10 }}
      volumes:
        - name: settings
          {{- include "service.settingsVolume" . | nindent 10 }}
        - name: tmp
          emptyDir:
            sizeLimit: 64Mi
{{- end -}}

{{- define "service.container" -}}
name: {{ .name }}
image: {{ .image }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
args: [serve, --config, /etc/chappe/chappe.yaml]
env: {{- toYaml .env | nindent 2 }}
  {{- with .values.env }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
ports:
  - name: http
    containerPort: 8008
  {{- if .serves.grpc }}
  - name: grpc
    containerPort: 9090
  {{- end }}
{{- $probes := .values.probes }}
startupProbe: {{- include "service.pod.probe" (dict "path" "/_chappe/health" "probe" $probes.startup) | nindent 2 }}
livenessProbe: {{- include "service.pod.probe" (dict "path" "/_chappe/health" "probe" $probes.liveness) | nindent 2 }}
readinessProbe: {{- include "service.pod.probe" (dict "path" "/_chappe/ready" "probe" $probes.readiness) | nindent 2 }}
resources: {{- toYaml .values.resources | nindent 2 }}
securityContext: {{- include "service.pod.containerSecurity" . | nindent 2 }}
volumeMounts:
  - name: settings
    mountPath: /etc/chappe
    readOnly: true
  - name: tmp
    mountPath: /tmp
{{- end -}}

{{/* Configuration and what else the service reads (keys, certificates) in one folder; the group of the pod may read, nobody may write. */}}
{{- define "service.settingsVolume" -}}
projected:
  # 0440
  defaultMode: 288
  sources:
    - configMap:
        name: {{ .fullname }}
    {{- with .files }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
