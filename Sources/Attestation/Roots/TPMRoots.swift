import Wire

/// The roots of attestation keys of TPMs that are trusted unless the caller names others: those of clouds whose TPM is a part of their hypervisor.
package enum TPMRoots {
    /// Azure Virtual TPM Root Certificate Authority 2023, of Microsoft's documentation of trusted launch.
    ///
    /// SHA-256 of the DER: `e6c596b17f8ffefba5c300f714cfb1260c6028704ecf7becc4ab5018efb00e95`.
    package static let microsoft = PinnedRoot.compiledIn(
        """
        MIIFsDCCA5igAwIBAgIQUfQx2iySCIpOKeDZKd5KpzANBgkqhkiG9w0BAQwFADBpMQswCQYDVQQGEwJVUzEeMBwGA1UEChMVTWljcm9zb2Z0IE
        NvcnBvcmF0aW9uMTowOAYDVQQDEzFBenVyZSBWaXJ0dWFsIFRQTSBSb290IENlcnRpZmljYXRlIEF1dGhvcml0eSAyMDIzMB4XDTIzMDYwMTE4
        MDg1M1oXDTQ4MDYwMTE4MTU0MVowaTELMAkGA1UEBhMCVVMxHjAcBgNVBAoTFU1pY3Jvc29mdCBDb3Jwb3JhdGlvbjE6MDgGA1UEAxMxQXp1cm
        UgVmlydHVhbCBUUE0gUm9vdCBDZXJ0aWZpY2F0ZSBBdXRob3JpdHkgMjAyMzCCAiIwDQYJKoZIhvcNAQEBBQADggIPADCCAgoCggIBALoMMwvd
        RJ7+bW00adKE1VemNqJS+268Ure8QcfZXVOsVO22+PL9WRoPnWo0r5dVoomYGbobh4HC72s9sGY6BGRe+Ui2LMwuWnirBtOjaJ34r1ZieNMcVN
        JT/dXW5HN/HLlm/gSKlWzqCEx6gFFAQTvyYl/5jYI4Oe05zJ7ojgjK/6ZHXpFysXnyUITJ9qgjn546IJh/G5OMC3mDfFU7A/GAi+LYaOHSzXj6
        9Lk1vCftNq9DcQHtB7otO0VxFkRLaULcfu/AYHM7FC/Sq6cJb9Au8K/IUhw/5lJSXZawLJwHpcEYzETm2blad0VHsACaLNucZL5wBi8GEusQ9W
        o8W1p1rUCMp89pufxa3Ar9sYZvWeJlvKggWcQVUlhvvIZEnT+fteEvwTdoajl5qSvZbDPGCPjb91rSznoiLq8XqgQBBFjnEiTL+ViaZmyZPYUs
        BvBY3lKXB1l2hggahfBIag4j0wcgqlL82SL7pAdGjq0Fou6SKgHnkkrV5CNxUBBVMNCwUoj5mvEjd5mF7XPgfM98qNABb2Aqtfl+VuCkU/G1Xv
        FoTqS9AkwbLTGFMS9+jCEU2rw6wnKuGv1Tx9iuSdNvsXt8stx4fkVeJvnFpJeAIwBZVgKRSTa3w3099k0mW8qGiMnwCI5SfdZ2SJyD4uEmszsn
        ieE6wAWd1tLLg1jvAgMBAAGjVDBSMA4GA1UdDwEB/wQEAwIBhjAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBRL/iZalMH2M8ODSCbd8+WwZL
        KqlTAQBgkrBgEEAYI3FQEEAwIBADANBgkqhkiG9w0BAQwFAAOCAgEALgNAyg8I0ANNO/8I2BhpTOsbywN2YSmShAmig5h4sCtaJSM1dRXwA+ke
        Y6PCXQEt/PRAQAiHNcOF5zbuOU1Bw/Z5Z7k9okt04eu8CsS2Bpc+POg9js6lBtmigM5LWJCH1goMD0kJYpzkaCzx1TdD3yjo0xSxgGhabk5Iu1
        soD3OxhUyIFcxaluhwkiVINt3Jhy7G7VJTlEwkk21AoOrQxUsJH0f2GXjYShS1r9qLPzLf7ykcOm62jHGmLZVZujBzLIdNk1bljP9VuGW+cISB
        wzkNeEMMFufcL2xh6s/oiUnXicFWvG7E6ioPnayYXrHy3Rh68XLnhfpzeCzvbz/I4yMV38qGo/cAY2OJpXUuuD/ZbI5rT+lRBEkDW1kxHP8cpw
        kRwGopV8+gX2KSUucIIN4l8/rrNDEX8T0b5U+BUqiO7Z5YnxCya/H0ZIwmQnTlLRTU2fW+OGG+xyIrjMi/0l6/yWPUkIAkNtvS/yO7USRVLPbt
        GVk3Qre6HcqacCXzEjINcJhGEVg83Y8nM+Y+a9J0lUnHytMSFZE85h88OseRS2QwqjozUo2j1DowmhSSUv9Na5Ae22ycciBkEZSq8a4rSlwqth
        aELNpeoTLUk6iVoUkK/iLvaMvrkdj9yJY1O/gvlfN2aiNTST/2bd+PA4RBToG9rXn6vNkUWdbLibU=
        """)

    /// Google Cloud's EK/AK CA Root, from pki.goog/cloud_integrity.
    ///
    /// SHA-256 of the DER: `594759594b9b61524f6c8ef668f7177f7b9066bc0674f2f49fe9e052be78beb2`.
    package static let google = PinnedRoot.compiledIn(
        """
        MIIGATCCA+mgAwIBAgIUAKZdpPnjKPOANcOnPU9yQyvfFdwwDQYJKoZIhvcNAQELBQAwfjELMAkGA1UEBhMCVVMxEzARBgNVBAgTCkNhbGlmb3
        JuaWExFjAUBgNVBAcTDU1vdW50YWluIFZpZXcxEzARBgNVBAoTCkdvb2dsZSBMTEMxFTATBgNVBAsTDEdvb2dsZSBDbG91ZDEWMBQGA1UEAxMN
        RUsvQUsgQ0EgUm9vdDAgFw0yMjA3MDgwMDQwMzRaGA8yMTIyMDcwODA1NTcyM1owfjELMAkGA1UEBhMCVVMxEzARBgNVBAgTCkNhbGlmb3JuaW
        ExFjAUBgNVBAcTDU1vdW50YWluIFZpZXcxEzARBgNVBAoTCkdvb2dsZSBMTEMxFTATBgNVBAsTDEdvb2dsZSBDbG91ZDEWMBQGA1UEAxMNRUsv
        QUsgQ0EgUm9vdDCCAiIwDQYJKoZIhvcNAQEBBQADggIPADCCAgoCggIBAJ0l9VCoyJZLSol8KyhNpbS7pBnuicE6ptrdtxAWIR2TnLxSgxNFiR
        7drtofxI0ruceoCIpsa9NHIKrz3sM/N/E8mFNHiJAuyVf3pPpmDpLJZQ1qe8yHkpGSs3Kj3s5YYWtEecCVfzNs4MtKvGfA+WKB49A6Noi8R9R1
        GonLIN6wSXX3kP1ibRn0NGgdqgfgRe5HC3kKAhjZ6scT8Eb1SGlaByGzE5WoGTnNbyifkyx9oUZxXVJsqv2q611W3apbPxcgev8z5JXQUbrrQ7
        EbO0StK1DsKRsKLuD+YLxjrBRQ4UeIN5WHp6G0vgYiOptHm6YKZxQemO/kVMLRzsm1AYH7eNOFekcBIKRjSqpk5m4ud04qum6f0hBj3iE/Pe+D
        vIbVhLh9ItAunISGQPA9dYEgfA/qWir+pU7LV3phpLeGhull8G/zYmQhF3heg0buIR70aavzT8iLAQrxVMNRZJEGMwIN/tq8YiT3+3EZIcSqq6
        GAGjiuVw3NIsXC3+CuSJGQ5GbDp49Lc6VWPHeWeFvwSUGgxKXq5r1+PRsoYgK6S4hhecgXEX5c7Rta6TcFlEFb0XK9fpy1dr89LeFGxUBpdDvK
        xDRLMm3FQen8rmR/PSReEcJsaqbUP/q7Pc7k0RfF9Mb6AfPZfnqgpYJQ+IFSr9EjRSW1wPcL03zoTP47AgMBAAGjdTBzMA4GA1UdDwEB/wQEAw
        IBBjAQBgNVHSUECTAHBgVngQUIATAPBgNVHRMBAf8EBTADAQH/MB0GA1UdDgQWBBRJ50pbVin1nXm3pjA8A7KP5xTdTDAfBgNVHSMEGDAWgBRJ
        50pbVin1nXm3pjA8A7KP5xTdTDANBgkqhkiG9w0BAQsFAAOCAgEAlfHRvOB3CJoLTl1YG/AvjGoZkpNMyp5X5je1ICCQ68b296En9hIUlcYY/+
        nuEPSPUjDA3izwJ8DAfV4REgpQzqoh6XhR3TgyfHXjJ6DC7puzEgtzF1+wHShUpBoe3HKuL4WhB3rvwk2SEsudBu92o9BuBjcDJ/GW5GRtpD/H
        71HAE8rI9jJ41nS0FvkkjaX0glsntMVUXiwcta8GI0QOE2ijsJBwk41uQGt0YOj2SGlEwNAC5DBTB5kZ7+6X9xGE6/c+M3TAA0ONoX18rNfif9
        4cCx/mPYOs8pUkANRAQ4aTRBvpBrryGT8R1ahTBkMeRQG3tdsLHRT8fJCFUANd5WLWsi83005y/WuMz8/gFKc0PL+F+MubCsJ1ODPTRscH93Ql
        S4zEMg5hDAIks+fDoRJ2QiROqo7GAqbTc7STKfGcr9+pa63na7f3oy1sZPWPdxB8tx5z3lghiPP3ktQx/yK/1Fwf1hgxJHFy/2UcaGuOXRRRTP
        yEnppZp82Kigs9aPHWtaVm2/LrXX2fvT9iM/k0CovNAj8rztHxsUEoA0xJnSOJNPpe9PRdjsTj7/u3Xu6hQLNNidBHgI3Hcmi704HMMd/3yZ42
        4OOrS32ylpeU1oeQHFrLE6hYX4/ttMETbmESIKd2rTgstPotSvkuB5TljbKYPR+lq7hQav16U4E=
        """)

    /// All of them.
    package static let all = [microsoft, google]
}
