{{/* The address for HTTP: of clients, or of operators only. */}}
{{- define "service.services" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ .fullname }}
  labels: {{- include "service.labels" . | nindent 4 }}
    chappe.io/port: http
spec:
  type: ClusterIP
  selector: {{- include "service.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: 8008
      targetPort: http
      appProtocol: http
{{- if .serves.grpc }}
---
# Headless: its name gives the address of every ready replica. Callers spread their calls themselves, over few
# connections that stay open.
apiVersion: v1
kind: Service
metadata:
  name: {{ .fullname }}-grpc
  labels: {{- include "service.labels" . | nindent 4 }}
    chappe.io/port: grpc
spec:
  type: ClusterIP
  clusterIP: None
  selector: {{- include "service.selectorLabels" . | nindent 4 }}
  ports:
    - name: grpc
      port: 9090
      targetPort: grpc
      {{- if eq .root.Values.tls.certificates "none" }}
      appProtocol: kubernetes.io/h2c
      {{- end }}
{{- end }}
{{- end -}}
