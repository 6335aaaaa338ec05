# For scripts that fetch: OpenSSH and nginx on loopback, as a user without rights, stopped when the script ends.
# servers_begin makes $SRV (its files belong to $SRV_USER); sshd_start, sshd_stop, nginx_start CONF, nginx_stop.
servers_begin() {
	for p in sshd ssh-keygen nginx openssl; do
		PATH=$PATH:/usr/sbin:/sbin command -v $p >/dev/null || { echo "$p is not here"; exit 77; }
	done
	PATH=$PATH:/usr/sbin:/sbin
	SRV=$(mktemp -d /tmp/indberet-srv.XXXXXX)
	SRV_USER=$(id -un) AS=
	if [ "$(id -u)" -eq 0 ]; then
		SRV_USER=nobody
		AS="setpriv --reuid=nobody --regid=nogroup --clear-groups"
		chown nobody:nogroup "$SRV"
	fi
	chmod 711 "$SRV"
	mkdir "$SRV/ud" && give "$SRV/ud"
	trap servers_end EXIT
}
servers_end() { sshd_stop; nginx_stop; rm -rf "$SRV"; }
give() { [ -z "$AS" ] || chown -R nobody:nogroup "$@"; }
# Below the ports that the system gives to those who connect.
free_port() {
	local p
	for p in $(shuf -i 12000-32000 -n 50); do
		(exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; return; }
	done
	return 1
}
answers() {
	local i
	for i in $(seq 100); do
		(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
		sleep 0.1
	done
	return 1
}
# put FILE...: onto the server
put() { cp "$@" "$SRV/ud/"; give "$SRV/ud"; }

sshd_keys() {
	ssh-keygen -q -t ed25519 -N '' -f "$SRV/host"
	ssh-keygen -q -t ed25519 -N '' -f "$SRV/user" # the client's
	cp "$SRV/user.pub" "$SRV/authorized"
	chmod 600 "$SRV/authorized"
	give "$SRV/host" "$SRV/authorized"
	SSH_PORT=$(free_port)
	echo "[127.0.0.1]:$SSH_PORT $(cut -d' ' -f1,2 "$SRV/host.pub")" >"$SRV/known_hosts"
}
sshd_start() {
	cat >"$SRV/sshd_config" <<-END
		Port $SSH_PORT
		ListenAddress 127.0.0.1
		HostKey $SRV/host
		PidFile $SRV/sshd.pid
		AuthorizedKeysFile $SRV/authorized
		StrictModes no
		UsePAM yes
		PasswordAuthentication no
		Subsystem sftp internal-sftp
		ForceCommand internal-sftp
		MaxStartups 100
	END
	$AS /usr/sbin/sshd -D -f "$SRV/sshd_config" -E "$SRV/sshd.log" 2>/dev/null &
	SSHD=$!
	answers "$SSH_PORT" || { cat "$SRV/sshd.log"; return 1; }
}
# With every connection it holds.
sshd_stop() {
	[ -n "${SSHD:-}" ] || return 0
	local child
	for child in $(pgrep -P "$SSHD" || true); do
		kill -9 $(pgrep -P "$child" || true) "$child" 2>/dev/null || true
	done
	kill -9 "$SSHD" 2>/dev/null || true
	wait "$SSHD" 2>/dev/null || true
	SSHD=
}

# A root, a server certificate for 127.0.0.1, a client's; another root that nobody trusts.
tls_keys() {
	local n
	for n in ca other; do
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$n" \
			-keyout "$SRV/$n.key" -out "$SRV/$n.pem" 2>/dev/null
	done
	for n in server client; do
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$n" -keyout "$SRV/$n.key" -out "$SRV/$n.csr" 2>/dev/null
		openssl x509 -req -in "$SRV/$n.csr" -CA "$SRV/ca.pem" -CAkey "$SRV/ca.key" -CAcreateserial -days 30 -out "$SRV/$n.pem" \
			-extfile <(echo 'subjectAltName=IP:127.0.0.1') 2>/dev/null
	done
	cat "$SRV/client.pem" "$SRV/client.key" >"$SRV/both.pem"; chmod 600 "$SRV/both.pem"
	give "$SRV/server.key"
	HTTP_PORT=$(free_port)
}
# nginx_start 'LINES IN THE SERVER BLOCK'
nginx_start() {
	mkdir -p "$SRV/nginx" && give "$SRV/nginx"
	cat >"$SRV/nginx.conf" <<-END
		daemon off; master_process on; worker_processes 1;
		pid $SRV/nginx/pid; error_log $SRV/nginx/error.log;
		events { worker_connections 64; }
		http {
			access_log $SRV/nginx/access.log;
			client_body_temp_path $SRV/nginx; proxy_temp_path $SRV/nginx; fastcgi_temp_path $SRV/nginx;
			uwsgi_temp_path $SRV/nginx; scgi_temp_path $SRV/nginx;
			server {
				listen 127.0.0.1:$HTTP_PORT ssl;
				ssl_certificate $SRV/server.pem; ssl_certificate_key $SRV/server.key;
				root $SRV;
				$1
			}
		}
	END
	$AS nginx -e "$SRV/nginx/error.log" -c "$SRV/nginx.conf" &
	NGINX=$!
	answers "$HTTP_PORT" || { cat "$SRV/nginx/error.log"; return 1; }
}
# Halted first: it would start a worker anew that keeps the port.
nginx_stop() {
	[ -n "${NGINX:-}" ] || return 0
	kill -STOP "$NGINX" 2>/dev/null || true
	kill -9 $(pgrep -P "$NGINX" || true) "$NGINX" 2>/dev/null || true
	wait "$NGINX" 2>/dev/null || true
	NGINX=
}
