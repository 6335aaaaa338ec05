#!/bin/sh
# Throw-away test PKI in the shape of OCES3: root, issuing CA (both RSASSA-PSS), organisation certificates.
#
#     mkpki.sh DIR [CVR]        what a workspace needs: org.p12, passphrase, trust.pem, sub.crl
#     mkpki.sh DIR CVR all      and what must be refused, for the tests
#
# In DIR afterwards (0600 in a 0700 folder; passphrase of every .p12 in DIR/passphrase):
#
#     trust.pem      the root: what a verifier trusts          sub.pem   issuing CA
#     sub.crl        what the issuing CA revoked               ca/       keys and register of the CAs
#     org.p12        RSA 3072, organisation CVR                org.pem   its certificate
#     ec.p12         EC P-256, same organisation
#     soon.p12       ends in 30 days                           old.p12   ended in 2023
#     early.p12      not valid before 2049                     rev.p12   revoked
#     other.p12      another organisation (CVR 87654321)       weak.p12  RSA 1024
#     nochain.p12    without the issuing CA
#     self.p12       self-made certificate with the right organisation id
#     fake.p12       made under another root of the same names; that root is fake-trust.pem
#
# Not for real use: keys made here have no protection worth the name.
set -eu
umask 077
[ $# -ge 1 ] || { echo "usage: mkpki.sh DIR [CVR [all]]" >&2; exit 64; }
dir=$1 cvr=${2:-12345674} what=${3:-min}
mkdir -p "$dir/ca" && cd "$dir"

cat > ca/conf <<'C'
[req]
distinguished_name = dn
prompt = no
string_mask = utf8only
utf8 = yes
[dn]
CN = x
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[sub]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[org]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation,keyEncipherment
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
certificatePolicies = 0.4.0.2042.1.1,1.2.208.169.1.1.1.3.7
[selfmade]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
[ca]
default_ca = store
[store]
database = ca/index
serial = ca/serial
crlnumber = ca/crlnumber
default_md = sha256
new_certs_dir = ca
policy = any
unique_subject = no
default_crl_days = 3650
[any]
countryName = optional
organizationName = optional
organizationIdentifier = optional
serialNumber = optional
commonName = optional
C
pss='-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32'
far=$(date -u -d '+3 years' +%Y%m%d000000Z)
printf 'kode-æøå-%s' "$cvr" > passphrase

quiet() { "$@" 2> ca/log || { cat ca/log >&2; exit 1; }; }

key() { # name rsa BITS | name ec
	case $2 in
	rsa) quiet openssl genpkey -quiet -algorithm RSA -pkeyopt "rsa_keygen_bits:$3" -out "ca/$1.key" 2>/dev/null ||
		quiet openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$3" -out "ca/$1.key" ;;
	ec) quiet openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -out "ca/$1.key" ;;
	esac
}

hierarchy() { # prefix: makes PREFIXroot and PREFIXsub, and an empty register
	: > ca/index; echo "${2}1000" > ca/serial; echo 01 > ca/crlnumber
	key "$1root" rsa 2048; key "$1sub" rsa 2048
	quiet openssl req -new -utf8 -key "ca/$1root.key" -config ca/conf -out "ca/$1root.csr" \
		-subj "/C=DK/O=Test Den Danske Stat/CN=Test Den Danske Stat OCES rod-CA"
	quiet openssl ca -batch -config ca/conf -selfsign -keyfile "ca/$1root.key" -in "ca/$1root.csr" -out "ca/$1root.pem" \
		-extfile ca/conf -extensions root -preserveDN -notext -startdate 20190101000000Z -enddate 20461231000000Z $pss
	quiet openssl req -new -utf8 -key "ca/$1sub.key" -config ca/conf -out "ca/$1sub.csr" \
		-subj "/C=DK/O=Test Den Danske Stat/CN=Test Den Danske Stat OCES udstedende-CA 1"
	quiet openssl ca -batch -config ca/conf -cert "ca/$1root.pem" -keyfile "ca/$1root.key" -in "ca/$1sub.csr" -out "ca/$1sub.pem" \
		-extfile ca/conf -extensions sub -preserveDN -notext -startdate 20190101000000Z -enddate 20391231000000Z $pss
}

issue() { # name start end cvr [prefix]
	quiet openssl req -new -utf8 -key "ca/$1.key" -config ca/conf -out "ca/$1.csr" \
		-subj "/C=DK/organizationIdentifier=NTRDK-$4/O=Ærø Testkommune/serialNumber=UI:DK-O:G:3f2504e0-4f89-41d3-9a0c-0305e82c3301/CN=Indberetning (test)"
	quiet openssl ca -batch -config ca/conf -cert "ca/${5:-}sub.pem" -keyfile "ca/${5:-}sub.key" -in "ca/$1.csr" -out "$1.pem" \
		-extfile ca/conf -extensions org -preserveDN -notext -startdate "$2" -enddate "$3" $pss
}

p12() { # name [key] [chain]
	quiet openssl pkcs12 -export -inkey "ca/${2:-$1}.key" -in "$1.pem" ${3:+-certfile "$3"} -name "$1" \
		-passout file:passphrase -out "$1.p12"
}

hierarchy "" 10
cp ca/root.pem trust.pem; cp ca/sub.pem sub.pem
key org rsa 3072
issue org 20240101000000Z "$far" "$cvr"
p12 org org sub.pem

if [ "$what" = all ]; then
	for n in ec soon old early rev other nochain; do key $n ec; done
	issue ec 20240101000000Z "$far" "$cvr"; p12 ec ec sub.pem
	issue soon 20240101000000Z "$(date -u -d '+30 days' +%Y%m%d000000Z)" "$cvr"; p12 soon soon sub.pem
	issue old 20200101000000Z 20230101000000Z "$cvr"; p12 old old sub.pem
	issue early 20490101000000Z 20510101000000Z "$cvr"; p12 early early sub.pem
	issue rev 20240101000000Z "$far" "$cvr"; p12 rev rev sub.pem
	issue other 20240101000000Z "$far" 87654321; p12 other other sub.pem
	issue nochain 20240101000000Z "$far" "$cvr"; p12 nochain nochain
	key weak rsa 1024; issue weak 20240101000000Z "$far" "$cvr"; p12 weak weak sub.pem
	key self ec
	quiet openssl req -x509 -new -utf8 -key ca/self.key -config ca/conf -extensions selfmade -days 1095 -out self.pem \
		-subj "/C=DK/organizationIdentifier=NTRDK-$cvr/O=Ærø Testkommune/CN=Indberetning (test)"
	p12 self
	quiet openssl ca -batch -config ca/conf -cert ca/sub.pem -keyfile ca/sub.key -revoke rev.pem $pss
fi
quiet openssl ca -config ca/conf -cert ca/sub.pem -keyfile ca/sub.key -gencrl -out sub.crl $pss
if [ "$what" = all ]; then
	hierarchy fake 20
	cp ca/fakeroot.pem fake-trust.pem
	key fake ec; issue fake 20240101000000Z "$far" "$cvr" fake; p12 fake fake ca/fakesub.pem
fi
rm -f ca/log
