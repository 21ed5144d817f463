using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace McpRedis.Tests.Auth.OAuth;

/// <summary>A key pair of a test: its public half as JWK, and tokens signed with the private one.</summary>
internal sealed class TestKey
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private TestKey(string id, RSA? rsa, ECDsa? ec) => (Id, _rsa, _ec) = (id, rsa, ec);

    public string Id { get; }

    public string Algorithm => _rsa is null ? "ES256" : "RS256";

    public static TestKey Rsa(string id, int bits = 2048) => new(id, RSA.Create(bits), null);

    public static TestKey Ec(string id) => new(id, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public JsonObject Jwk()
    {
        var jwk = new JsonObject { ["kid"] = Id, ["use"] = "sig", ["alg"] = Algorithm };
        if (_rsa is not null)
        {
            var key = _rsa.ExportParameters(false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Encode(key.Modulus!), Encode(key.Exponent!));
        }
        else
        {
            var key = _ec!.ExportParameters(false);
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", "P-256", Encode(key.Q.X!), Encode(key.Q.Y!));
        }
        return jwk;
    }

    /// <summary>The public key as PEM bytes, which a confused verifier would take for the secret of an HMAC.</summary>
    public byte[] Pem() => Encoding.ASCII.GetBytes(_rsa?.ExportSubjectPublicKeyInfoPem() ?? _ec!.ExportSubjectPublicKeyInfoPem());

    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString());

    public string Sign(string header, string claims)
    {
        string head = Head(header, claims);
        return $"{head}.{Encode(Signature(Encoding.ASCII.GetBytes(head)))}";
    }

    public byte[] Signature(byte[] signed) =>
        _rsa?.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) ?? _ec!.SignData(signed, HashAlgorithmName.SHA256);

    public byte[] DerSignature(byte[] signed) => _ec!.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    public byte[] PssSignature(byte[] signed) => _rsa!.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    public static string Head(string header, string claims) => $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
