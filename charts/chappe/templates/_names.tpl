{{/* First part of every name: the release, with the platform in it. */}}
{{- define "chappe.name" -}}
{{- if contains "chappe" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}{{ printf "%s-chappe" (.Release.Name | trunc 33 | trimSuffix "-") }}{{ end -}}
{{- end -}}

{{/* Labels of an object that belongs to no service: (dict "root" $ "name" "dashboards"). */}}
{{- define "chappe.labels" -}}
{{ include "service.labels" . }}
{{- end -}}

{{/*
What is particular about each service, as its manifest says: its block of values, whether other services call it (grpc),
whether clients do (public), the keys under which the others find it in their configuration (calledAs), and whether it has
schemas (migrates).
*/}}
{{- define "chappe.services" -}}
{{ .Files.Get "files/services.json" }}
{{- end -}}

{{/* The image of a service: (dict "root" $ "name" "room" "image" "…"). */}}
{{- define "chappe.image" -}}
{{- $image := .root.Values.image -}}
{{- $tag := $image.tag | default .root.Chart.AppVersion -}}
{{- $parts := list $image.registry $image.repository .name | compact -}}
{{- $whole := .image | default (printf "%s:%s" (join "/" $parts) $tag) -}}
{{- if not (or (contains "@" $whole) (regexMatch ":[^/]+$" $whole)) -}}
{{- fail (printf "the image %s has no tag" $whole) -}}
{{- end -}}
{{- if hasSuffix ":latest" $whole }}{{ fail (printf "%s: name a version, `latest` is another one tomorrow" $whole) }}{{ end -}}
{{- $whole -}}
{{- end -}}

{{/* The Secret with the certificate of a service: (dict "root" $ "name" "room"). */}}
{{- define "chappe.tlsSecret" -}}
{{ include "chappe.name" .root }}-{{ .name }}-calls
{{- end -}}

{{/* The installation in the certificates of its services. */}}
{{- define "chappe.trustDomain" -}}
{{- $own := printf "%s.%s.svc.%s" (include "chappe.name" .) .Release.Namespace .Values.network.clusterDomain -}}
{{ .Values.tls.trustDomain | default $own }}
{{- end -}}

{{/* The host name at which clients arrive. */}}
{{- define "chappe.publicHost" -}}
{{- if .Values.ingress.enabled }}{{ .Values.ingress.host }}{{ else if .Values.gateway.enabled }}{{ .Values.gateway.host }}{{ end -}}
{{- end -}}

{{/* Where PostgreSQL is: host, port, database, user, and the Secret of the password. */}}
{{- define "chappe.postgres" -}}
{{- $postgres := .Values.postgres -}}
{{- if .Values.cloudnativepg.enabled -}}
{{- $cluster := printf "%s-postgres" (include "chappe.name" .) -}}
host: {{ $cluster }}-rw
port: 5432
database: {{ $postgres.database }}
user: {{ $postgres.user }}
secretName: {{ $cluster }}-app
secretKey: password
authority: { name: {{ $cluster }}-ca, key: ca.crt }
{{- else -}}
host: {{ required "postgres.host is required: the address of your PostgreSQL (or set cloudnativepg.enabled)" $postgres.host }}
port: {{ $postgres.port }}
database: {{ $postgres.database }}
user: {{ $postgres.user }}
secretName: {{ required "postgres.passwordSecret.name is required: a Secret with the password of the role" $postgres.passwordSecret.name }}
secretKey: {{ $postgres.passwordSecret.key }}
{{- if $postgres.authoritySecret.name }}
authority: {{- toYaml $postgres.authoritySecret | nindent 2 }}
{{- end }}
{{- end -}}
{{- end -}}

{{/*
Where Kafka is and how a service gets in: brokers, and the Secrets of authority, certificate and password, in which every
service has what is its own: (dict "root" $ "name" "room").
*/}}
{{- define "chappe.kafka" -}}
{{- $name := .name -}}
{{- with .root -}}
{{- $kafka := .Values.kafka -}}
{{- $cluster := printf "%s-kafka" (include "chappe.name" .) -}}
{{- if .Values.strimzi.enabled -}}
brokers: ["{{ $cluster }}-kafka-bootstrap:9093"]
replicationFactor: {{ .Values.strimzi.replicas }}
tls: true
authority: { name: {{ $cluster }}-cluster-ca-cert, key: ca.crt }
certificate: { name: {{ $cluster }}-{{ $name }}, certificateKey: user.crt, keyKey: user.key }
{{- else -}}
brokers: {{- toYaml $kafka.brokers | nindent 2 }}
replicationFactor: {{ $kafka.replicationFactor }}
tls: {{ $kafka.tls.enabled }}
{{- if and $kafka.tls.enabled $kafka.tls.authoritySecret.name }}
authority: {{- toYaml $kafka.tls.authoritySecret | nindent 2 }}
{{- end }}
{{- if and $kafka.tls.enabled $kafka.tls.certificateSecret.name }}
certificate: {{- mergeOverwrite (deepCopy $kafka.tls.certificateSecret) (dict "name" (printf "%s-%s" $kafka.tls.certificateSecret.name $name)) | toYaml | nindent 2 }}
{{- end }}
{{- with $kafka.sasl.mechanism }}
sasl: {{- mergeOverwrite (deepCopy $kafka.sasl) (dict "username" (printf "%s-%s" (required "kafka.sasl.username is required with a mechanism" $kafka.sasl.username) $name) "passwordSecret" (dict "key" $name)) | toYaml | nindent 2 }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}
