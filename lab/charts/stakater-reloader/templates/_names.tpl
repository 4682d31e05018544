{{- define "name" -}}
{{ .Values.fullnameOverride | default (printf "%s-reloader" .Release.Name) }}
{{- end -}}

{{- define "labels" -}}
app: {{ include "name" . }}
release: {{ .Release.Name }}
{{- end -}}

{{- /* The namespace of the release is watched, too, as the vendor's chart does. */ -}}
{{- define "watched" -}}
{{ concat (list .Release.Namespace) .Values.reloader.namespaces | uniq | sortAlpha | toJson }}
{{- end -}}
