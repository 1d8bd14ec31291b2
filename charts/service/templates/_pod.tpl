{{/* The fields of a pod spec that are the same for every pod: nobody in it is root or may call the Kubernetes API. */}}
{{- define "service.pod.identity" -}}
automountServiceAccountToken: false
# The variables that Kubernetes would add for each Service begin with CHAPPE_, and an unknown one refuses to start.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
{{- with $.root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* The security context of every container. */}}
{{- define "service.pod.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Where pods may be placed. */}}
{{- define "service.pod.placement" -}}
{{- with .values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Replicas of a service stay apart: over zones, then over nodes. */}}
{{- define "service.pod.spread" -}}
topologySpreadConstraints:
  {{- range $constraint := .values.spread }}
  - topologyKey: {{ $constraint.topologyKey }}
    maxSkew: {{ $constraint.maxSkew | default 1 }}
    whenUnsatisfiable: {{ $constraint.whenUnsatisfiable }}
    labelSelector:
      matchLabels: {{- include "service.selectorLabels" $ | nindent 8 }}
    # Each release of a Deployment is spread on its own: old pods that are about to go do not count.
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end -}}

{{- define "service.pod.probe" -}}
httpGet:
  path: {{ .path }}
  port: http
periodSeconds: {{ .probe.periodSeconds }}
timeoutSeconds: {{ .probe.timeoutSeconds }}
failureThreshold: {{ .probe.failureThreshold }}
{{- end -}}
