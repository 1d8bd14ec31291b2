{{/*
What stands before and after the paths of files/routes.json: operators' paths (/_chappe) are not for outside, so only
those of the specification lead to the default service.
*/}}
{{- define "chappe.defaultPaths" -}}
- { type: Prefix, path: /_matrix }
- { type: Prefix, path: /.well-known/matrix }
{{- end -}}

{{/*
Routes in groups: (dict "root" $) gives { plain: [...], sticky: [...] }, each a list of { service, paths }. Sticky ones
are those of services whose replicas keep something for a user in memory.
*/}}
{{- define "chappe.routes" -}}
{{- $table := .root.Files.Get "files/routes.json" | fromJson -}}
{{- $plain := list -}}
{{- $sticky := list -}}
{{- range $table.routes -}}
{{- if has .service $table.sticky }}{{ $sticky = append $sticky . }}{{ else }}{{ $plain = append $plain . }}{{ end -}}
{{- end -}}
{{- $rest := dict "service" $table.default "paths" (include "chappe.defaultPaths" . | fromYamlArray) -}}
{{- dict "plain" (append $plain $rest) "sticky" $sticky | toJson -}}
{{- end -}}
