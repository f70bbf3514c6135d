enum OpenSSLRoom {}
