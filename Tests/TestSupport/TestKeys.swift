/// Private keys for tests; they guard nothing.
public enum TestKeys {
    /// An RSA key of 2048 bits, as PKCS #8.
    public static let rsa = """
        -----BEGIN PRIVATE KEY-----
        MIIEvwIBADANBgkqhkiG9w0BAQEFAASCBKkwggSlAgEAAoIBAQDN8EqgPgUQKE5z
        NRmcQK4L/OEQV2eHik7hSToCwENikuE5RjpF7DvMvi/tmhZObfoGyV6p7BcMi/t/
        +AH8JzxKaiErMDP4+sRRwZB5ydpuFeizOb9KpdBXEP00yaNMwfKw0ilsn1ShC0Te
        PAVxxKoHg4N9mOl6l7Ip+1AiIjwySSmsM1fCTHe0u5wblXU3D90nydV1yL0tEAGp
        ka26bgkr6zxsQLo/2oCUlD/ucBoMwkPSckli3EawKxoxiboB3/YWd6uE7f+q6d5F
        W8ZdaK+Sv6QcKZruVWdqxAk/BxunzDgAc8cQfsetoAxtCjALIz4mD28+xL6+j2AM
        xigd3RIJAgMBAAECggEAGOLtpb0w7/Gq/02erWz8i2rRCOBDHNRIMX3foob47a/Z
        w0nbD2mblWOzV4d8JBiyswDBLZAf/e5po16FYOMd7FE0dmtiEHe/YzDcxHbx7EU+
        BHCZTwxIJ8lgC/HFB+jVKuyOwHdlqvt5ZFDFCKlPMc7BBFvG9T9hMqUR2zofY6UP
        pRCdAipB2Cj3D+T030LBPbx9AG+BrVh7+9F5ntPBiSECjZv5R1qsqKVvzSvKtbyD
        PdRxQpqMQs46+Q/w5/oALu6GjNOuM4fRvdeUPA2NUVpZ7b7frEN9dHRCvukoTB6+
        pKJM3wI/75owIRBPL6uoOVl/qz1f5M1t18vEqIZnTQKBgQD1FR7T7NTxLsZyD2P7
        roIA69omuAOIc484LAtK7kFLOsSYQe5u3oNtdWh+kpt1UXBNL09o1NddVBS1j/k7
        bR64Bq40VNBCMvxhGAfdrbimRTTQxZXwd7m1rckZk19Du5XLY0GNucerQ0L9fLIB
        AaLMiIFAfP8fJLoQW4CdYr2rFQKBgQDXHMfz3mmBKP2/SxJIA4LxVYWFpLoTHskw
        2n+4lZ2MyeIyZXEQC+qu13C4hcrmzTRWxlCztBAdxShhcA32SdzRY8RHMwSVNboZ
        zIvy2RXzaAKomjawE0EbSWn+8j8x7b8jp2/NMB3AGBgitH+Dp5KIWvfj822+4pOd
        mlFdsZv4JQKBgQDWE9LPz0naOr+BFkyBpddNMrdlpsr/P+HUcTSUCTXjnrvnO4Ao
        PBmVXT8fgLRmb/KmmTLGIVTV4wIL7m0IKbLxkHROpd8cVCj8Lt+AFaT7J+yQiGcG
        m64OMnU87+wA4DRiapryT1tIEALOJUPfeSxZeMteJ1E6RPx6GVNpJr0CWQKBgQCC
        QUdCgDbaovujzc1wFdBAWkzTs/+IfGfPUT9tggs4qTZy1cI0uUKORJ5Y3YsTXsaG
        lOdhKXNo0220MqoBrJAtqn+7rUTlJPdfj+BeWN1V2nFhrp/W1pHh9/5bBk0F6rSG
        3mhwkuYw32Yd/bYI/ntYXd0lBs45e/FuyXbjiRyskQKBgQDTUhI58uHKYrlLXaVi
        crhV4rMPjcJMUXT+d9O/zgh30CvUnafSo7HTgzenuAFNFBcN+JrqPsGJYvd0RM09
        4ug7lUdBnTnaWNWYJycgn5fTaP2Be0gaYUmAktbGr1GSnTS7qNzPB0gxtlVBHsa+
        3xVMc/XS9dNDE51AB5GKkAJtCA==
        -----END PRIVATE KEY-----

        """

    public static let otherRSA = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCyX1siAK+IeDjS
        UQM7zPSJXrscB03XZTOEx0aIfnGaaNE69yKBi0Oc1zSEosowlC49oBVR8ZeC3SR/
        qNdUFkk5VrtVZYocBtUVedOdzPmmDASYJKqI3c1XD7m9hv+s2nl/f8t/soDJ62HI
        f7n/IJkVZGOiFUHdnIZlKrZHXNNzbiyM3YsSX7iLQHgKSb8rUU4cogYO0zlKK1RG
        BKX0dfCa/xbN9gl7JadsYKUdGr0NpG6AH5H/X3JXidCJ1z2EiQp9ztGfD8026r8m
        pnJEHc1LiGDjBtx0Vsek9Ft1gptXA9hsa4lR2q0kDmq8mTLf3IYM8PjIXRuuTgHt
        7mpXrGvdAgMBAAECggEAGOwWMCHiD2fOIfimwoK9rLnl28yGIEZ9acZsFk3QcqTF
        jdRnklZn0TCydPvH01IeRIcATkLlX/1PswnfYtoloKjRI4/nOZ5CGdjmloxEBLgg
        0N8tTVKW9QdMn5dj/tNHGZI8rTAUKuJD9ynSzjull/sUVAUIqb2hJjPPDxkrBDFl
        oKorcBcyqhn4OItCg0HKcWxc25qLWGMFmjGMXa5WGa2V75xxtQYaxo3feQRWbkOc
        tuvYbEFRquBu+Y488o7EbOsY/2lMgIV3aLPl1xemjapOBqCB8k8qh1F3YXyDbeBa
        1A7p12POPRKGnUfGmsHt2q786E9nV/TGlhK6ZRJ5owKBgQDxBnguEz9bAGWYAIE7
        NRUOFCNlT/Rj1saAB+IQhcOSk14u+1DuvnK+YByu+u+ajAQRrWWaZeGnfmdUob9H
        0Zk2kE1Wooi0yGU1Joixiqf6QhxIeUTNGHzk529+DW+u2nAHLFsleneCt9rglROd
        ibIRo06Z+4kuz9n9KD500d7hnwKBgQC9dGNIQRxwiSCQR8nRjVctPDnFSDHRKUc4
        /qKhiA/zdzNl/25g5sLcZI9HDxCkX9MrvROWqz8t+XlJQMXSPHnUfILd3JjN2yjn
        lSlrS/FNiDP9Nm11ki2hrfX/aJbky/tpdhpytyho8XPFWsoH1an7u2GMga3ojbDO
        TT0Y+TDZAwKBgFqDBnCvE7S14nEBh4ZXec+uqlgqfWlcx3BfBXsU8IvDwbO89vih
        Fm/9oefoHkCYYhLNXgFsTyBaLK2wjCeJQ5Mk/5YQNWxGcRNTpDOgEVK+ruZcfATV
        NFm1u73Hh/BO4ZEgDB537hdtuclq0lHv2qoa/LKArlShA4i5KzMteRibAoGAIEsN
        fUxz747AOTezY//Go1RHuKQEsdVqaYGl8QjDR0nDPhibFPNgtbaCYadku9AFq8fv
        5dfMziZfESh0T9C1J44NtImclkJMJ6VaSQrJ1+BmlDvJzqebFZsUenO2fMt0UFas
        TW+A+NpnVHWUSF+YOOuIxi14mlJEl/W8e1xGgkcCgYEAjBpKtSX0RtoLH5jzXF/L
        K8Fhw34V/dmoQmgASvUKMqdcpnNOEYdjPGBmjrkpHvQGL/4ptWZwQ9aQd8BFK7S9
        7AGDVyTyiJM3WgInZJg83gjnH4C9RDXosDjMfQjUkevmZZRe6ExLazT6nJ/3g52g
        A7mNSv881TCFjEfoRQ4zt10=
        -----END PRIVATE KEY-----

        """

    /// An EC key on P-256.
    public static let p256 = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgllBolAgkDcTjYiuc
        beXDDQ7OlMuAtZV7vB20DUeMC2GhRANCAATVzvqdvlwyCQHT95XajN5VCm6iw+2C
        doGTVzt+mf7HePHwT8zx5NzBHWfTkQs6jpYcUHVB5cLX31FbdoZvm2b6
        -----END PRIVATE KEY-----

        """

    public static let p384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAYlHioODuiabCbyCeK
        uL8iufYnolCDL16rDUsr2xR+6aCi1OY5wQUyzIIQ9bomRWehZANiAAQbErLlOs7N
        cRDUPcoP/LJiyK/qVcdPA6y0OiNoKiJzhJ150e4gabZ+idMURaDFmmfWghRi9rHw
        cRVDciJHX4S+jZx5Gmyst8+vijyqR6ZLRBNGHeyEufH9GuvkQk1TCOs=
        -----END PRIVATE KEY-----

        """

    public static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIFkaof2rHivTE4FH62r4hK79fY9C9J971ovEUluq/N1N
        -----END PRIVATE KEY-----

        """

    /// `rsa` in the form of PKCS #1.
    public static let traditionalRSA = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpQIBAAKCAQEAzfBKoD4FEChOczUZnECuC/zhEFdnh4pO4Uk6AsBDYpLhOUY6
        Rew7zL4v7ZoWTm36BsleqewXDIv7f/gB/Cc8SmohKzAz+PrEUcGQecnabhXoszm/
        SqXQVxD9NMmjTMHysNIpbJ9UoQtE3jwFccSqB4ODfZjpepeyKftQIiI8MkkprDNX
        wkx3tLucG5V1Nw/dJ8nVdci9LRABqZGtum4JK+s8bEC6P9qAlJQ/7nAaDMJD0nJJ
        YtxGsCsaMYm6Ad/2FnerhO3/quneRVvGXWivkr+kHCma7lVnasQJPwcbp8w4AHPH
        EH7HraAMbQowCyM+Jg9vPsS+vo9gDMYoHd0SCQIDAQABAoIBABji7aW9MO/xqv9N
        nq1s/Itq0QjgQxzUSDF936KG+O2v2cNJ2w9pm5Vjs1eHfCQYsrMAwS2QH/3uaaNe
        hWDjHexRNHZrYhB3v2Mw3MR28exFPgRwmU8MSCfJYAvxxQfo1SrsjsB3Zar7eWRQ
        xQipTzHOwQRbxvU/YTKlEds6H2OlD6UQnQIqQdgo9w/k9N9CwT28fQBvga1Ye/vR
        eZ7TwYkhAo2b+UdarKilb80ryrW8gz3UcUKajELOOvkP8Of6AC7uhozTrjOH0b3X
        lDwNjVFaWe2+36xDfXR0Qr7pKEwevqSiTN8CP++aMCEQTy+rqDlZf6s9X+TNbdfL
        xKiGZ00CgYEA9RUe0+zU8S7Gcg9j+66CAOvaJrgDiHOPOCwLSu5BSzrEmEHubt6D
        bXVofpKbdVFwTS9PaNTXXVQUtY/5O20euAauNFTQQjL8YRgH3a24pkU00MWV8He5
        ta3JGZNfQ7uVy2NBjbnHq0NC/XyyAQGizIiBQHz/HyS6EFuAnWK9qxUCgYEA1xzH
        895pgSj9v0sSSAOC8VWFhaS6Ex7JMNp/uJWdjMniMmVxEAvqrtdwuIXK5s00VsZQ
        s7QQHcUoYXAN9knc0WPERzMElTW6GcyL8tkV82gCqJo2sBNBG0lp/vI/Me2/I6dv
        zTAdwBgYIrR/g6eSiFr34/NtvuKTnZpRXbGb+CUCgYEA1hPSz89J2jq/gRZMgaXX
        TTK3ZabK/z/h1HE0lAk145675zuAKDwZlV0/H4C0Zm/yppkyxiFU1eMCC+5tCCmy
        8ZB0TqXfHFQo/C7fgBWk+yfskIhnBpuuDjJ1PO/sAOA0Ymqa8k9bSBACziVD33ks
        WXjLXidROkT8ehlTaSa9AlkCgYEAgkFHQoA22qL7o83NcBXQQFpM07P/iHxnz1E/
        bYILOKk2ctXCNLlCjkSeWN2LE17GhpTnYSlzaNNttDKqAayQLap/u61E5ST3X4/g
        XljdVdpxYa6f1taR4ff+WwZNBeq0ht5ocJLmMN9mHf22CP57WF3dJQbOOXvxbsl2
        44kcrJECgYEA01ISOfLhymK5S12lYnK4VeKzD43CTFF0/nfTv84Id9Ar1J2n0qOx
        04M3p7gBTRQXDfia6j7BiWL3dETNPeLoO5VHQZ052ljVmCcnIJ+X02j9gXtIGmFJ
        gJLWxq9Rkp00u6jczwdIMbZVQR7Gvt8VTHP10vXTQxOdQAeRipACbQg=
        -----END RSA PRIVATE KEY-----

        """

    /// `rsa` under a passphrase.
    public static let encryptedRSA = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQILzkL5Ti1dWcCAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBBrDweL8RxnOIPJV6E92df4BIIE
        0B4wnEyH8IQ7zRhd8FRK/AplZd3T4+NnMATjwQvxhWmBv/P8vdfVWo8bJfGXY4PI
        1tO5x+4hwYNWUCIfvRTac35SSnnO9rKR0/oUwVB+GwGl0AA/lU8RlNLBr7EVP0SO
        xCCSJH9MQss/L4ILNiLaKMnpJaH+PTN3BcnktCMoAebmExDjBBdgWmQNNdX/0URv
        ImhOd8LTIjTlCR4AnoXVth5U8+zxLlPkeJcfBz0AaIjlgQFv8ea1JV6RhO2rLNcf
        iJMdaPzcvaeZpULpWVH4XI+gcwAAJEOXLMWKDGTC09DAsJbXG+9FV0hW6/D7EzQR
        2KhnkKYCJrvvKgczU9QEgR4zjuHaMA+/ot9tZJpGKVDilZqStim2MiRzwDBTAWVZ
        D21NYXtcY8W/yebP5ReIHiEzsJc4vzIJ0u2GNNBAahVKTz/DFw1OXEF53uHaiWdZ
        5AMdie7E2Q/J0NzH35LlynVeREhoNFUizijOtPK0BTcVbV5cTyaPs4Q3cdqSzJum
        Qr8wLDzLajOlO4fTl1Yp7olW7QsBhdgZJUCsWoEDweBDjbBJv+HCL+khGq359pFB
        igMY6hZ3OF0jLvoEyXqZjW9fOBkdHy3ouL+sl7yA99w0AnZIB1Bf0Lg1FUS1iZfe
        wVlLFPYehjbB1E90TBwmLVNiB5abgMVfg1mYnlNnoJM3zKcQa7b0RDeTj9iwqnEH
        PQNJVI4oK6jvqe8KNdW0YZF9klOf21uK1342jrSsH9DbqYV6TR0bszaSu/svfAV5
        7FxV9frAmRuZe8GdFLPWq2yw0YkACnnJrfIdE9V8qVLplXV2DsiXMlxG1sls3gmU
        ncaA6nkFzFmRGW2Zv5B5SIEuTBgUXK5STyy5lpHe6pvpuwW5Wb2dh8uz1/0hYZHp
        hvxWK9eiK2NJ/XMKWaCCYSn/tPaISOr+4ZPz52mfNGAY+mRQZUVAwzzvrzg3a6Ix
        2PKxLL+xbCoojm3UQnCwoZlPY7Rsc1KaEGXDYTG1m4nNq5hetMYXLzWUv9G1LQBu
        +shWQAcyaQCudte0EveqnwgQtwQCz2c6TpFbLX666oExns8z5ptvbjP0/14FtnoL
        LlGfGwmMdZYl+5EiiT9oHWj3VBsQJjBW1hA7bXE6D87KWp1S0Ba3pNzntyoVU8Rw
        AKv29mOcbxF0pNpuXlIMtJPd89pYSlp5cLYZl+9Eg3eiRshlHZKImnfxGg/IkYMP
        rXlJcNbHNzaRrnoLj0iSgyEIAHhc4YAmZE5kcW2KK2wHioU9KdZgD/8lYJn1HGk0
        mRUFpnDbGHw+0aRw9iY1FUN125yguYDgpKkhj+Pzc+L0x/FVtF20g07HdNbpkWBr
        Gn/EdM5bHEFQVVmVI5OlICqoMBq1phflG7bBbeR2vpdqZjkzChnuLrqPByFPdgEE
        iNx7jyngkTQrzJ6yjEApeOeGyDWQdY7aAILlimgb2ogYeijo2qy90CBR+pIEEMVB
        u0hmcLmX++O5SABpPWfxYolZ68fGkjsZ8qpNOHEt0JM0XQN3cauojYBJmLAnYUT7
        3A3C9i/PaQgzJaAlJyKuYvodFsWZyVfIFPccvHqhAAil4R8U2/f8wgv9Cs7sxJLy
        up9iN6mNkWFoprIodpgu0yGYLJUyWI11n/F5ADxUkeFE
        -----END ENCRYPTED PRIVATE KEY-----

        """

    /// A certificate of `rsa`.
    public static let rsaCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIDCTCCAfGgAwIBAgIUW3VZAIOUNRt9iXCvtTlXdQxzJQswDQYJKoZIhvcNAQEL
        BQAwEzERMA8GA1UEAwwIcm9sbGNhbGwwIBcNMjYxMTI2MDEyOTI3WhgPMjEyNjEx
        MDIwMTI5MjdaMBMxETAPBgNVBAMMCHJvbGxjYWxsMIIBIjANBgkqhkiG9w0BAQEF
        AAOCAQ8AMIIBCgKCAQEAzfBKoD4FEChOczUZnECuC/zhEFdnh4pO4Uk6AsBDYpLh
        OUY6Rew7zL4v7ZoWTm36BsleqewXDIv7f/gB/Cc8SmohKzAz+PrEUcGQecnabhXo
        szm/SqXQVxD9NMmjTMHysNIpbJ9UoQtE3jwFccSqB4ODfZjpepeyKftQIiI8Mkkp
        rDNXwkx3tLucG5V1Nw/dJ8nVdci9LRABqZGtum4JK+s8bEC6P9qAlJQ/7nAaDMJD
        0nJJYtxGsCsaMYm6Ad/2FnerhO3/quneRVvGXWivkr+kHCma7lVnasQJPwcbp8w4
        AHPHEH7HraAMbQowCyM+Jg9vPsS+vo9gDMYoHd0SCQIDAQABo1MwUTAdBgNVHQ4E
        FgQUYkAQJ3lmqJsMpN0TKqxv3NaOt18wHwYDVR0jBBgwFoAUYkAQJ3lmqJsMpN0T
        Kqxv3NaOt18wDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAegmx
        e6PjYxXXcBxCHsXOPDO0OH2a3pD6nYd0VwR/AmBu4CqOF612sEKsftiVhnp90kcu
        KOG6HcZ3ih7WHv+rf0C3pPvFX4S0xriLsN/bYaGtyRXSFEr5K5SGstif3Ub4lT2I
        4SzKmfCV8ZiTNEU378GlkYbl5dYbJPIBIbUn6yJ4+ZvYzdNn44yopXQsPte/ZCH5
        QcnXJdEpNIGSegqwpWHx5HVnuJIXP/f8dalGEy32xX1tmUklpe+z6QqxdJgvieRT
        4m/w1WeBmjQTO4ICqcgbcTgqL6obY1ONemHR9XzNg8O7lYvYpVFRwVNi8kdubcA3
        Hrl3/0dnTkRHFpgHyg==
        -----END CERTIFICATE-----

        """
}
