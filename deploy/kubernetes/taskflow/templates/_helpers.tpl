{{- define "taskflow.name" -}}
{{- printf "%s-%s" .root.Release.Name .component | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{/* What finds the pods of a component; never changed, since a deployment's selector can't be. */}}
{{- define "taskflow.selector" -}}
app.kubernetes.io/name: taskflow
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "taskflow.labels" -}}
{{ include "taskflow.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "taskflow.image" -}}
{{- $image := .root.Values.image -}}
{{- printf "%s%s:%s" $image.repository .name (default .root.Chart.AppVersion $image.tag) -}}
{{- end -}}

{{/* Where a broker is, and who connects: .secret holds username and password. */}}
{{- define "taskflow.brokerSettings" -}}
- name: TASKFLOW_AMQP_URI
  value: {{ join "," .root.Values.broker.uris | quote }}
- name: TASKFLOW_AMQP_USER
  valueFrom:
    secretKeyRef: {name: {{ .secret }}, key: username}
- name: TASKFLOW_AMQP_PASSWORD_FILE
  value: /etc/taskflow/broker/password
{{- if .root.Values.broker.tlsSecret }}
- name: TASKFLOW_AMQP_TLS_CA
  value: /etc/taskflow/broker-ca/ca.crt
{{- end }}
- name: TASKFLOW_NAMESPACE
  value: {{ .root.Values.broker.namespace | quote }}
- name: TASKFLOW_HTTP_HOST
  value: 0.0.0.0
- name: TASKFLOW_HTTP_PORT
  value: "8080"
{{- end -}}

{{- define "taskflow.brokerMounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: broker, mountPath: /etc/taskflow/broker, readOnly: true}
{{- if .root.Values.broker.tlsSecret }}
- {name: broker-ca, mountPath: /etc/taskflow/broker-ca, readOnly: true}
{{- end }}
{{- end -}}

{{- define "taskflow.brokerVolumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
- name: broker
  secret:
    secretName: {{ .secret }}
    items: [{key: password, path: password}]
{{- if .root.Values.broker.tlsSecret }}
- name: broker-ca
  secret:
    secretName: {{ .root.Values.broker.tlsSecret }}
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- end -}}

{{/* A container that can change nothing but /tmp, and how it is asked how it is. */}}
{{- define "taskflow.container" -}}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
ports:
  - {name: http, containerPort: 8080}
startupProbe:
  httpGet: {path: /health/live, port: http}
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /health/live, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /health/ready, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
{{- end -}}

{{- define "taskflow.pod" -}}
automountServiceAccountToken: false
{{- /* Else the platform makes TASKFLOW_… variables for services of such names. */}}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  fsGroup: 65532
  seccompProfile: {type: RuntimeDefault}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .own.nodeSelector }}
nodeSelector: {{ toYaml . | nindent 2 }}
{{- end }}
{{- with .own.tolerations }}
tolerations: {{ toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{ include "taskflow.selector" . | nindent 8 }}
{{- end -}}

{{/* Settings in the order of their names. */}}
{{- define "taskflow.settings" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}
