{{/* The file of the signing key, for a service that signs: (dict "root" $ "name" "room"). */}}
{{- define "chappe.signingKeyFiles" -}}
{{- if (index (include "chappe.services" .root | fromYaml) .name).signs }}
{{- $where := include "chappe.signingKey" .root | fromYaml }}
- secret:
    name: {{ $where.secretName }}
    items:
      - { key: {{ $where.secretKey }}, path: keys/signing.key }
{{- end }}
{{- end -}}

{{/* Where the signing key is: secretName and secretKey. */}}
{{- define "chappe.signingKey" -}}
secretName: {{ .Values.signingKey.existingSecret | default (printf "%s-signing-key" (include "chappe.name" .)) }}
secretKey: {{ .Values.signingKey.secretKey }}
{{- end -}}
