{{/* Everything that one service has. */}}
{{- define "service.all" -}}
{{- $parts := list "serviceAccount" "configMap" "deployment" "services" -}}
{{- $service := .values -}}
{{- if .root.Values.networkPolicy.enabled }}{{ $parts = append $parts "networkPolicy" }}{{ end -}}
{{- if $service.autoscaling.enabled }}{{ $parts = append $parts "horizontalPodAutoscaler" }}{{ end -}}
{{- if gt (int (include "service.replicasMin" .)) 1 }}{{ $parts = append $parts "podDisruptionBudget" }}{{ end -}}
{{- if .root.Values.monitoring.serviceMonitor.enabled }}{{ $parts = append $parts "serviceMonitor" }}{{ end -}}
{{- $context := . -}}
{{- range $part := $parts }}
---
{{ include (printf "service.%s" $part) $context }}
{{- end }}
{{- end -}}

{{/* The least number of replicas that run at any time. */}}
{{- define "service.replicasMin" -}}
{{- if .values.autoscaling.enabled }}{{ .values.autoscaling.minReplicas }}{{ else }}{{ .values.replicas }}{{ end -}}
{{- end -}}

{{- define "service.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
  {{- with .values.serviceAccountAnnotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}

{{- define "service.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
data:
  chappe.yaml: |
    {{- toYaml .config | nindent 4 }}
{{- end -}}
