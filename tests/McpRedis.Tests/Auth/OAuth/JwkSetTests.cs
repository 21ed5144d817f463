using System.Text;
using System.Text.Json.Nodes;
using McpRedis.Auth.OAuth;

namespace McpRedis.Tests.Auth.OAuth;

public sealed class JwkSetTests
{
    [Fact]
    public void Keys_are_found_by_their_id()
    {
        var set = Parse(OAuthRoom.Rsa.Jwk(), OAuthRoom.Ec.Jwk());
        Assert.Equal("RS256", set.Find("rsa-1")?.Algorithm);
        Assert.Equal("ES256", set.Find("ec-1")?.Algorithm);
        Assert.Null(set.Find("RSA-1"));
        Assert.Null(set.Find(""));
        Assert.Null(set.Find(null));
        Assert.Null(set.Remark);
    }

    [Fact]
    public void A_single_key_needs_no_id()
    {
        var jwk = OAuthRoom.Ec.Jwk();
        jwk.Remove("kid");
        Assert.NotNull(Parse(jwk).Find(null));
        Assert.Null(Parse(jwk.DeepClone().AsObject()).Find("ec-1"));
        Assert.NotNull(Parse(OAuthRoom.Ec.Jwk()).Find(null));
    }

    [Fact]
    public void Algorithm_and_use_may_be_left_out()
    {
        foreach (var jwk in (JsonObject[])[OAuthRoom.Rsa.Jwk(), OAuthRoom.Ec.Jwk()])
        {
            jwk.Remove("alg");
            jwk.Remove("use");
            Assert.Equal(1, Parse(jwk).Count);
            var verifying = jwk.DeepClone().AsObject();
            verifying["key_ops"] = new JsonArray("verify");
            Assert.Equal(1, Parse(verifying).Count);
        }
    }

    [Theory]
    [InlineData("kty", "oct")]
    [InlineData("kty", "rsa")]
    [InlineData("kty", null)]
    [InlineData("alg", "RS512")]
    [InlineData("alg", "RSA-OAEP")]
    [InlineData("alg", "ES256")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "")]
    [InlineData("use", "enc")]
    [InlineData("use", "")]
    [InlineData("n", "")]
    [InlineData("n", "AA")]
    [InlineData("n", "!!!")]
    [InlineData("e", "")]
    [InlineData("e", "AQ")]
    [InlineData("e", "AAAB")]
    [InlineData("e", "AQAA")]
    public void RSA_keys_that_are_not_for_us(string member, string? value) => Assert.Equal(0, Parse(With(OAuthRoom.Rsa.Jwk(), member, value)).Count);

    [Theory]
    [InlineData("crv", "P-384")]
    [InlineData("crv", "secp256k1")]
    [InlineData("crv", null)]
    [InlineData("alg", "RS256")]
    [InlineData("alg", "ES384")]
    [InlineData("x", "AA")]
    [InlineData("y", "")]
    [InlineData("y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void EC_keys_that_are_not_for_us(string member, string? value) => Assert.Equal(0, Parse(With(OAuthRoom.Ec.Jwk(), member, value)).Count);

    [Fact]
    public void Keys_for_other_work_are_left_out()
    {
        var jwk = OAuthRoom.Rsa.Jwk();
        jwk["key_ops"] = new JsonArray("encrypt");
        Assert.Equal(0, Parse(jwk).Count);
        var broken = OAuthRoom.Rsa.Jwk();
        broken["key_ops"] = "verify";
        Assert.Equal(0, Parse(broken).Count);
    }

    [Fact]
    public void Weak_keys_are_refused_and_told()
    {
        var set = Parse(TestKey.Rsa("weak", 1024).Jwk(), TestKey.Rsa("almost", 2040).Jwk(), OAuthRoom.Rsa.Jwk());
        Assert.Equal(1, set.Count);
        Assert.Null(set.Find("weak"));
        Assert.Null(set.Find("almost"));
        Assert.Equal("an RSA key below 2048 bits is not used", set.Remark);
    }

    // Zeros in front do not make a key longer.
    [Fact]
    public void Weak_keys_cannot_be_padded()
    {
        var jwk = TestKey.Rsa("weak", 1024).Jwk();
        jwk["n"] = TestKey.Encode([.. new byte[256], .. System.Buffers.Text.Base64Url.DecodeFromChars(jwk["n"]!.GetValue<string>())]);
        Assert.Equal(0, Parse(jwk).Count);
    }

    [Fact]
    public void Keys_with_one_id_are_both_refused_and_told()
    {
        var set = Parse(OAuthRoom.Rsa.Jwk(), OAuthRoom.Stranger.Jwk(), OAuthRoom.Ec.Jwk());
        Assert.Null(set.Find("rsa-1"));
        Assert.NotNull(set.Find("ec-1"));
        Assert.Equal("keys with the same kid are not used", set.Remark);
    }

    [Fact]
    public void A_set_without_a_key_for_us_says_so()
    {
        Assert.Equal("no key can be used; RS256 and ES256 are", Parse().Remark);
        Assert.Equal("an RSA key below 2048 bits is not used; no key can be used; RS256 and ES256 are", Parse(TestKey.Rsa("weak", 1024).Jwk()).Remark);
    }

    [Fact]
    public void Entries_that_are_no_keys_are_passed_over() =>
        Assert.Equal(1, JwkSet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[null,1,"x",[],{},{"kid":1,"kty":"RSA"},{{OAuthRoom.Ec.Jwk().ToJsonString()}}]}"""))!.Count);

    [Fact]
    public void A_set_of_hundreds_is_none() =>
        Assert.Null(JwkSet.Parse(Encoding.UTF8.GetBytes($$"""{"keys":[{{string.Join(',', Enumerable.Repeat("{}", 101))}}]}""")));

    private static JwkSet Parse(params JsonObject[] keys) => JwkSet.Parse(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([.. keys]) }.ToJsonString()))!;

    private static JsonObject With(JsonObject jwk, string member, string? value)
    {
        jwk[member] = value;
        return jwk;
    }
}
