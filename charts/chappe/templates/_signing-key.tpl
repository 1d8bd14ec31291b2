{{/* Where the signing key is: secretName and secretKey. */}}
{{- define "chappe.signingKey" -}}
secretName: {{ .Values.signingKey.existingSecret | default (printf "%s-signing-key" (include "chappe.name" .)) }}
secretKey: {{ .Values.signingKey.secretKey }}
{{- end -}}
