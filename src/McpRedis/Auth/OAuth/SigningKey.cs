using System.Security.Cryptography;
using System.Text.Json;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// A public key of the issuer (RFC 7517) that can verify RS256 or ES256. Which of the two is said by the key and never by a token:
/// the old trick of an HMAC under the public key finds nobody to fall for it.
/// </summary>
internal sealed class SigningKey : IDisposable
{
    public const string Rs256 = "RS256", Es256 = "ES256";

    /// <summary>What a token may be signed with.</summary>
    public static readonly string[] Algorithms = [Rs256, Es256];

    private const int WeakestRsaBits = 2048, LargestRsaBits = 8192, CoordinateBytes = 32;

    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;
    private readonly Lock _using = new();   // key objects promise nothing about threads

    private SigningKey(string? id, RSA? rsa, ECDsa? ec) => (Id, _rsa, _ec) = (id, rsa, ec);

    public string? Id { get; }

    public string Algorithm => _rsa is null ? Es256 : Rs256;

    /// <summary>Null for a key that is not for us: another kind, for encryption, weak or broken.</summary>
    /// <param name="weak">It is an RSA key below 2048 bits.</param>
    public static SigningKey? Read(JsonElement jwk, out bool weak)
    {
        weak = false;
        if (jwk.ValueKind != JsonValueKind.Object || !IsForSignatures(jwk) || (jwk.Has("kid") && jwk.Text("kid") is null))
        {
            return null;
        }
        try
        {
            return jwk.Text("kty") switch
            {
                "RSA" when IsFor(jwk, Rs256) => Rsa(jwk, out weak),
                "EC" when IsFor(jwk, Es256) && jwk.Text("crv") == "P-256" => Ec(jwk),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null;   // a point that is not on the curve
        }
    }

    /// <summary>Whether this key made the signature by the algorithm the token names. For ES256 that is R and S of 32 bytes each, not the DER form.</summary>
    public bool Verifies(string? algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (algorithm != Algorithm)
        {
            return false;
        }
        lock (_using)
        {
            return _rsa?.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                ?? (signature.Length == 2 * CoordinateBytes && _ec!.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        }
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _ec?.Dispose();
    }

    private static bool IsForSignatures(JsonElement jwk) =>
        (!jwk.Has("use") || jwk.Text("use") == "sig")
        && (!jwk.TryGetProperty("key_ops", out var uses) || uses.Texts()?.Contains("verify") == true);

    private static bool IsFor(JsonElement jwk, string algorithm) => !jwk.Has("alg") || jwk.Text("alg") == algorithm;

    private static SigningKey? Rsa(JsonElement jwk, out bool weak)
    {
        weak = false;
        if (Bytes(jwk, "n") is not { } n || Bytes(jwk, "e") is not { Length: > 0 and <= 8 } e)
        {
            return null;
        }
        byte[] modulus = [.. n.SkipWhile(b => b == 0)];
        int bits = modulus.Length == 0 ? 0 : modulus.Length * 8 - byte.LeadingZeroCount(modulus[0]);
        weak = bits < WeakestRsaBits;
        // An even exponent is no key; with 1 everybody can sign.
        if (weak || bits > LargestRsaBits || (e[^1] & 1) == 0 || (e[^1] == 1 && e[..^1].All(b => b == 0)))
        {
            return null;
        }
        return new SigningKey(jwk.Text("kid"), RSA.Create(new RSAParameters { Modulus = modulus, Exponent = e }), null);
    }

    private static SigningKey? Ec(JsonElement jwk) =>
        Bytes(jwk, "x") is { Length: CoordinateBytes } x && Bytes(jwk, "y") is { Length: CoordinateBytes } y
            ? new SigningKey(jwk.Text("kid"), null, ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } }))
            : null;

    private static byte[]? Bytes(JsonElement jwk, string name) => jwk.Text(name) is { } text ? StrictBase64Url.Decode(text) : null;
}
