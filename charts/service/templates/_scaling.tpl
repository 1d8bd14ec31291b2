{{- define "service.horizontalPodAutoscaler" -}}
{{- $scaling := .values.autoscaling -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ .fullname }}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.cpuUtilization }}
    {{- if $scaling.lag.enabled }}
    {{- if eq $scaling.lag.kind "Pods" }}
    - type: Pods
      pods:
        metric:
          name: {{ $scaling.lag.metric }}
        target:
          type: AverageValue
          averageValue: {{ $scaling.lag.average | quote }}
    {{- else }}
    - type: External
      external:
        metric:
          name: {{ $scaling.lag.metric }}
          selector:
            matchLabels:
              namespace: {{ .root.Release.Namespace }}
              job: {{ .fullname }}
        target:
          type: AverageValue
          averageValue: {{ $scaling.lag.average | quote }}
    {{- end }}
    {{- end }}
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 0
    scaleDown:
      # Each step moves partitions or users to other replicas: slowly, and one at a time.
      stabilizationWindowSeconds: {{ $scaling.scaleDownAfterSeconds }}
      policies:
        - type: Pods
          value: 1
          periodSeconds: 60
{{- end -}}

{{- define "service.podDisruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ .values.disruptedMax }}
  # A pod that is not ready anyway does not keep a node from being drained.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "service.selectorLabels" . | nindent 6 }}
{{- end -}}
