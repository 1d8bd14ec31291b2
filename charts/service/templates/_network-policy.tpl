{{/* In: clients through the ingress, Prometheus, the other services. Out: what the service calls, nothing else. */}}
{{- define "service.networkPolicy" -}}
{{- $policy := .root.Values.networkPolicy -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels: {{- include "service.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- if .serves.public }}
        {{- toYaml $policy.clientsFrom | nindent 8 }}
        - podSelector:
            matchLabels:
              app.kubernetes.io/name: test
              app.kubernetes.io/instance: {{ .root.Release.Name }}
        {{- end }}
        {{- toYaml $policy.metricsFrom | nindent 8 }}
      ports:
        - { protocol: TCP, port: http }
    {{- if .serves.grpc }}
    - from:
        - podSelector:
            matchLabels: {{- include "service.platformLabels" . | nindent 14 }}
      ports:
        - { protocol: TCP, port: grpc }
    {{- end }}
  egress: {{- toYaml .egress | nindent 4 }}
{{- end -}}
