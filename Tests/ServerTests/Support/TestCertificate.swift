/// Self-signed certificates with their keys, made for these tests alone, valid for a hundred years.
enum TestCertificate: String {
    case one, two

    var certificate: String {
        switch self {
        case .one: Self.certificateOne
        case .two: Self.certificateTwo
        }
    }

    var privateKey: String {
        switch self {
        case .one: Self.keyOne
        case .two: Self.keyTwo
        }
    }

    private static let certificateOne = """
        -----BEGIN CERTIFICATE-----
        MIIBjzCCATWgAwIBAgIUK5+FVkZE9o+TvF0b6dfe9OxjDJswCgYIKoZIzj0EAwIw
        DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyNTE4NTEzNloYDzIxMjYxMTAxMTg1MTM2
        WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAThBQzI
        yWN43e1KY85qxr4oWe0pYlFqmeZH478BOW9sXswV9DkUEk/0FmRVLhLdvmHVVinZ
        3N408epzkXfpuOZVo28wbTAdBgNVHQ4EFgQUq86RnW3KAN39nuEEIlreq0UqnQIw
        HwYDVR0jBBgwFoAUq86RnW3KAN39nuEEIlreq0UqnQIwDwYDVR0TAQH/BAUwAwEB
        /zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIh
        AKgoqBMcduiDCqho+6+HxSL33hihoUnidnuaZ0spW5ZLAiByAvvw5YWlHZ7zTaOZ
        j+hCD8NkSzB27qRnu4xo0vuSuw==
        -----END CERTIFICATE-----

        """

    private static let keyOne = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgz3RJ1ZVUK5Lms6GD
        RUy/ucv+EuNZdTpK90Z9OoLFrSyhRANCAAThBQzIyWN43e1KY85qxr4oWe0pYlFq
        meZH478BOW9sXswV9DkUEk/0FmRVLhLdvmHVVinZ3N408epzkXfpuOZV
        -----END PRIVATE KEY-----

        """

    private static let certificateTwo = """
        -----BEGIN CERTIFICATE-----
        MIIBjzCCATWgAwIBAgIUXR6Pp6k7oFz/QnH2r3X6n3rJiLMwCgYIKoZIzj0EAwIw
        DjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyNTE4NTEzNloYDzIxMjYxMTAxMTg1MTM2
        WjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARgQNUq
        pPB43FWGCYF/eOa6fv1N2oUDBJHklwLgdO1IhSDhWsH7BL4sMivTuKSVF9YuTSvP
        RJ/+dP8k+CAEPe0io28wbTAdBgNVHQ4EFgQUydlrrcSiGHFHr4nOKv+vU6hrKfcw
        HwYDVR0jBBgwFoAUydlrrcSiGHFHr4nOKv+vU6hrKfcwDwYDVR0TAQH/BAUwAwEB
        /zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIg
        RJtayKTaG6F0HdPtvtD1lkfszJhjHKWn5LZ2O7IVt0ICIQCJPiEcpoJnWQZZxJVS
        9CF/7lCxHpinb10UNaYyVDFySw==
        -----END CERTIFICATE-----

        """

    private static let keyTwo = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUP46ZbVK34NC6G5s
        QDg3dvf9W/biS7D282kM4H6UYFWhRANCAARgQNUqpPB43FWGCYF/eOa6fv1N2oUD
        BJHklwLgdO1IhSDhWsH7BL4sMivTuKSVF9YuTSvPRJ/+dP8k+CAEPe0i
        -----END PRIVATE KEY-----

        """
}
