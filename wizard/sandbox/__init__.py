"""The demo world on loopback: scripted SMTP servers, a DNS server, certificates. Used by `demo`, tests and screenshots."""
