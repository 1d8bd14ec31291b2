{{/*
The content of chappe.yaml of one service: what follows from the platform's values, and on top what its own block says
under `config`: (dict "root" $ "name" "room" "values" …).
*/}}
{{- define "chappe.config" -}}
{{- $platform := include "chappe.platformConfig" . | fromYaml -}}
{{- toYaml (mergeOverwrite $platform (deepCopy .values.config)) -}}
{{- end -}}

{{- define "chappe.platformConfig" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $services := include "chappe.services" $root | fromYaml -}}
server:
  name: {{ required "server.name is required: the part of user IDs after the colon" $values.server.name | quote }}
  partitionCount: {{ $values.server.partitionCount }}
  {{- if (index $services .name).signs }}
  signingKeyFile: /etc/chappe/keys/signing.key
  {{- end }}
  {{- $host := include "chappe.publicHost" $root }}
  {{- with $values.server.publicBaseUrl | default (ternary (printf "https://%s" $host) "" (ne $host "")) }}
  publicBaseUrl: {{ . | quote }}
  {{- end }}
http:
  port: 8008
  drainDelayMs: {{ mul 1000 (int .values.drainSeconds) }}
  {{- with $values.network.trustedProxies }}
  trustedProxies: {{- toYaml . | nindent 4 }}
  {{- end }}
telemetry:
  logFormat: json
{{- $postgres := include "chappe.postgres" $root | fromYaml }}
postgres:
  {{- pick $postgres "host" "port" "database" "user" | toYaml | nindent 2 }}
  {{- if $postgres.authority }}
  authorityFile: /etc/chappe/postgres/ca.crt
  {{- end }}
kafka: {{- include "chappe.kafkaConfig" . | nindent 2 }}
grpc:
  port: 9090
  {{- range $name, $service := $services }}
  {{- range $service.calledAs }}
  {{ . }}:
    - dns:{{ include "chappe.name" $root }}-{{ $name }}-grpc.{{ $root.Release.Namespace }}.svc.{{ $values.network.clusterDomain }}:9090
  {{- end }}
  {{- end }}
  {{- if eq $values.tls.certificates "none" }}
  allowPlaintext: true
  {{- else }}
  tls:
    certificateFile: /etc/chappe/tls/tls.crt
    keyFile: /etc/chappe/tls/tls.key
    authorityFile: /etc/chappe/tls/ca.crt
    trustDomain: {{ include "chappe.trustDomain" $root }}
  {{- end }}
{{- end -}}

{{- define "chappe.kafkaConfig" -}}
{{- $kafka := include "chappe.kafka" . | fromYaml -}}
brokers: {{- toYaml $kafka.brokers | nindent 2 }}
{{- if $kafka.brokers }}
topicPrefix: {{ .root.Values.kafka.topicPrefix | quote }}
retentionHours: {{ .root.Values.kafka.retentionHours }}
{{- with $kafka.replicationFactor }}
replicationFactor: {{ . }}
{{- end }}
{{- if $kafka.tls }}
tls:
  enabled: true
  {{- if $kafka.authority }}
  authorityFile: /etc/chappe/kafka/ca.crt
  {{- end }}
  {{- if $kafka.certificate }}
  certificateFile: /etc/chappe/kafka/tls.crt
  keyFile: /etc/chappe/kafka/tls.key
  {{- end }}
{{- end }}
{{- with $kafka.sasl }}
sasl:
  mechanism: {{ .mechanism }}
  username: {{ .username | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Files of Kafka's authority and certificate, as sources of the projected volume at /etc/chappe. */}}
{{- define "chappe.kafkaFiles" -}}
{{- $kafka := include "chappe.kafka" . | fromYaml -}}
{{- with $kafka.authority }}
- secret:
    name: {{ .name }}
    items:
      - { key: {{ .key }}, path: kafka/ca.crt }
{{- end }}
{{- with $kafka.certificate }}
- secret:
    name: {{ .name }}
    items:
      - { key: {{ .certificateKey }}, path: kafka/tls.crt }
      - { key: {{ .keyKey }}, path: kafka/tls.key }
{{- end }}
{{- end -}}

{{/* The files of a service's certificate: (dict "root" $ "name" "room"). */}}
{{- define "chappe.tlsFiles" -}}
{{- if ne .root.Values.tls.certificates "none" }}
- secret:
    name: {{ include "chappe.tlsSecret" . }}
    items:
      - { key: tls.crt, path: tls/tls.crt }
      - { key: tls.key, path: tls/tls.key }
      - { key: ca.crt, path: tls/ca.crt }
{{- end }}
{{- end -}}

{{/* The file of PostgreSQL's authority, in the same way. */}}
{{- define "chappe.postgresFiles" -}}
{{- with (include "chappe.postgres" . | fromYaml).authority }}
- secret:
    name: {{ .name }}
    items:
      - { key: {{ .key }}, path: postgres/ca.crt }
{{- end }}
{{- end -}}

{{/* Environment of a service: what is secret, and what only the pod knows. */}}
{{- define "chappe.env" -}}
{{- $postgres := include "chappe.postgres" .root | fromYaml -}}
- name: CHAPPE_POSTGRES_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ $postgres.secretName }}
      key: {{ $postgres.secretKey }}
{{- with (include "chappe.kafka" . | fromYaml).sasl }}
- name: CHAPPE_KAFKA_SASL_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ required "kafka.sasl.passwordSecret.name is required with a mechanism" .passwordSecret.name }}
      key: {{ .passwordSecret.key }}
{{- end }}
{{- $names := list }}
{{- range .values.env }}{{ $names = append $names .name }}{{ end }}
{{- if not (has "NODE_OPTIONS" $names) }}
# Left alone, Node.js takes half of the memory limit for its heap.
- name: NODE_OPTIONS
  value: --max-old-space-size-percentage={{ .values.heapPercent }}
{{- end }}
{{- if .grpc }}
- name: POD_IP
  valueFrom:
    fieldRef:
      fieldPath: status.podIP
- name: CHAPPE_GRPC_ADVERTISED_ADDRESS
  value: {{ ternary "[$(POD_IP)]:9090" "$(POD_IP):9090" .root.Values.network.ipv6 | quote }}
{{- end }}
{{- end -}}

{{/* The pods of the operators' databases, where they are known. */}}
{{- define "chappe.postgresPeers" -}}
{{- if .Values.networkPolicy.postgresPeers }}{{ toYaml .Values.networkPolicy.postgresPeers }}
{{- else if .Values.cloudnativepg.enabled -}}
- podSelector: { matchLabels: { cnpg.io/cluster: {{ include "chappe.name" . }}-postgres } }
{{- end }}
{{- end -}}

{{- define "chappe.kafkaPeers" -}}
{{- if .Values.networkPolicy.kafkaPeers }}{{ toYaml .Values.networkPolicy.kafkaPeers }}
{{- else if .Values.strimzi.enabled -}}
- podSelector: { matchLabels: { strimzi.io/cluster: {{ include "chappe.name" . }}-kafka } }
{{- end }}
{{- end -}}

{{/*
How many connections to PostgreSQL all services may open at once, the additional replicas of an upgrade included. Owners
of rooms keep four more.
*/}}
{{- define "chappe.connections" -}}
{{- $sum := 0 -}}
{{- range $name, $facts := include "chappe.services" . | fromYaml -}}
{{- $values := mergeOverwrite (deepCopy $.Values.defaults) (deepCopy (index $.Values $facts.values | default dict)) -}}
{{- $replicas := ternary $values.autoscaling.maxReplicas $values.replicas $values.autoscaling.enabled -}}
{{- $each := add $values.config.postgres.connectionsMax (ternary 4 0 (eq $name "room")) -}}
{{- $sum = add $sum (mul (add $replicas $values.maxSurge) $each) -}}
{{- end -}}
{{- $sum -}}
{{- end -}}

{{/* What pods may call: (dict "root" $ "calls" list of "dns" "platform" "postgres" "kafka"). */}}
{{- define "chappe.egress" -}}
# DNS
- to: {{- toYaml .root.Values.networkPolicy.dnsPeers | nindent 4 }}
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- if has "platform" .calls }}
# Calls between services.
- to:
    - podSelector:
        matchLabels: {{- include "service.platformLabels" . | nindent 10 }}
  ports:
    - { protocol: TCP, port: 9090 }
{{- end }}
{{- if has "postgres" .calls }}
# PostgreSQL
- ports:
    - { protocol: TCP, port: {{ (include "chappe.postgres" .root | fromYaml).port }} }
  {{- with include "chappe.postgresPeers" .root | fromYamlArray }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- $brokers := (include "chappe.kafka" (dict "root" .root "name" "") | fromYaml).brokers }}
{{- $ports := list }}
{{- range $brokers }}{{ $ports = append $ports (splitList ":" . | last) }}{{ end }}
{{- if and (has "kafka" .calls) $brokers }}
# Kafka
- ports:
    {{- range $ports | uniq }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
  {{- with include "chappe.kafkaPeers" .root | fromYamlArray }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}

{{/* Refuses a way in whose pods are not named: the limits for one client would be the limits for all. */}}
{{- define "chappe.requireTrustedProxies" -}}
{{- if not .Values.network.trustedProxies -}}
{{- fail "network.trustedProxies is required with ingress or gateway: the networks of their pods. Without them all clients have one address" -}}
{{- end -}}
{{- end -}}
