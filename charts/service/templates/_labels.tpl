{{/* Labels that select the pods of one service; they can never change. */}}
{{- define "service.selectorLabels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Labels of every pod of the platform, for those that may call each other. */}}
{{- define "service.platformLabels" -}}
app.kubernetes.io/part-of: chappe
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Labels of pods: without those that change with the chart alone, for they would make new pods. */}}
{{- define "service.podLabels" -}}
{{ include "service.selectorLabels" . }}
app.kubernetes.io/part-of: chappe
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
{{- with .root.Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Labels of every object. */}}
{{- define "service.labels" -}}
{{ include "service.selectorLabels" . }}
app.kubernetes.io/part-of: chappe
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}
