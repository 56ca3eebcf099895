{{- define "rg.name" -}}
{{- printf "%s%s" .root.Values.namePrefix .name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels of every object; component is optional. */}}
{{- define "rg.labels" -}}
app.kubernetes.io/name: retail-grains
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/part-of: retail-grains
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "rg.selector" -}}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "rg.metadata" -}}
name: {{ include "rg.name" . }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "rg.labels" . | nindent 2 }}
{{- end -}}

{{/* The Service that serves the console. */}}
{{- define "rg.consoleService" -}}
{{- include "rg.name" (dict "root" . "name" (eq .Values.console.mode "pod" | ternary "console" "api-service")) -}}
{{- end -}}

{{- define "rg.image" -}}
{{- $image := .root.Values.image -}}
{{- $path := printf "%s%s/%s" (empty $image.registry | ternary "" (printf "%s/" $image.registry)) $image.repository .image -}}
{{- with index $image.digests .image -}}
{{- printf "%s@%s" $path . -}}
{{- else -}}
{{- printf "%s:%s" $path ($image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* What the pods of silos, APIs, consoles and the Job have in common. */}}
{{- define "rg.podSecurity" -}}
runAsNonRoot: true
{{- if not (kindIs "invalid" .Values.runAsUser) }}
runAsUser: {{ .Values.runAsUser }}
runAsGroup: {{ .Values.runAsUser }}
fsGroup: {{ .Values.runAsUser }}
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "rg.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "rg.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
      {{- if .optional }}
      optional: true
      {{- end }}
{{- end -}}

{{- define "rg.appSecrets" -}}
{{- range $name, $key := dict "DATABASE_URL" "database-url" "REDIS_URL" "redis-url" }}
{{ include "rg.secretVariable" (dict "name" $name "secret" $.root.Values.secrets.app "key" $key) }}
{{- end }}
{{- if .root.Values.jwt.keyPair }}
- name: {{ .isApi | ternary "JWT_PRIVATE_KEY_FILE" "JWT_PUBLIC_KEY_FILE" }}
  value: /keys/jwt/{{ .isApi | ternary "private.pem" "public.pem" }}
{{- else }}
{{ include "rg.secretVariable" (dict "name" "JWT_SECRET_KEY" "secret" .root.Values.secrets.app "key" "jwt-secret-key") }}
{{- end }}
{{- end -}}

{{- define "rg.tlsVariables" -}}
{{- if .root.Values.tls.silo.enabled }}
- name: SILO_TLS_CERT
  value: /tls/silo/tls.crt
- name: SILO_TLS_KEY
  value: /tls/silo/tls.key
- name: SILO_TLS_CA
  value: /tls/silo/ca.crt
{{- else if not .isApi }}
- name: SILO_ALLOW_PLAINTEXT
  value: "true"
{{- end }}
{{- end -}}

{{- define "rg.heapVariables" -}}
{{/* Hexadecimal, as .NET reads them. */ -}}
- name: DOTNET_GCHeapHardLimitPercent
  value: {{ printf "0x%x" (int .heapPercent) | quote }}
- name: DOTNET_GCHeapCount
  value: {{ printf "0x%x" (int .heapCount) | quote }}
- name: DOTNET_GCNoAffinitize
  value: "1"
{{- end -}}

{{- define "rg.volumes" -}}
{{- $tls := .root.Values.tls.silo -}}
{{- $jwt := .root.Values.jwt -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .isApi | ternary "1Gi" "256Mi" }}
{{- if $tls.enabled }}
- name: {{ .isApi | ternary "silo-client-tls" "silo-tls" }}
  secret:
    secretName: {{ .isApi | ternary $tls.clientSecretName $tls.secretName }}
    defaultMode: 0440
{{- end }}
{{- if $jwt.keyPair }}
- name: jwt
  secret:
    secretName: {{ .isApi | ternary $jwt.privateKeySecret $jwt.publicKeySecret }}
    defaultMode: 0440
{{- end }}
{{- end -}}

{{- define "rg.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .root.Values.tls.silo.enabled }}
- name: {{ .isApi | ternary "silo-client-tls" "silo-tls" }}
  mountPath: /tls/silo
  readOnly: true
{{- end }}
{{- if .root.Values.jwt.keyPair }}
- name: jwt
  mountPath: /keys/jwt
  readOnly: true
{{- end }}
{{- end -}}

{{- define "rg.spread" -}}
- maxSkew: 1
  topologyKey: topology.kubernetes.io/zone
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "rg.selector" . | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
- maxSkew: 1
  topologyKey: kubernetes.io/hostname
  whenUnsatisfiable: {{ .byNode }}
  {{- if eq .byNode "DoNotSchedule" }}
  nodeTaintsPolicy: Honor
  {{- end }}
  labelSelector:
    matchLabels:
      {{- include "rg.selector" . | nindent 6 }}
  matchLabelKeys: [pod-template-hash]
{{- end -}}

{{- define "rg.placement" -}}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end -}}

{{- define "rg.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Peers of a NetworkPolicy: networks, or a namespace. */}}
{{- define "rg.peers" -}}
{{- if .cidrs }}
{{- range .cidrs }}
- ipBlock:
    cidr: {{ . }}
{{- end }}
{{- else }}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ .namespace }}
{{- end }}
{{- end -}}

{{- define "rg.scaleDown" -}}
stabilizationWindowSeconds: {{ . }}
selectPolicy: Max
policies:
  - type: Pods
    value: 1
    periodSeconds: 300
{{- end -}}

{{- define "rg.siloBehavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - type: Pods
      value: 2
      periodSeconds: 60
    - type: Percent
      value: 50
      periodSeconds: 60
scaleDown:
  {{- include "rg.scaleDown" 900 | nindent 2 }}
{{- end -}}

{{- define "rg.apiBehavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - type: Percent
      value: 100
      periodSeconds: 30
    - type: Pods
      value: 4
      periodSeconds: 30
scaleDown:
  {{- include "rg.scaleDown" 300 | nindent 2 }}
{{- end -}}

{{/* Most pods of a workload, with the one that a rollout adds. KEDA scales also where autoscaling.enabled is false. */}}
{{- define "rg.mostPods" -}}
{{- add1 (or .part.autoscaling.enabled .keda.enabled | ternary (int .part.autoscaling.maxReplicas) (int .part.replicas)) -}}
{{- end -}}
