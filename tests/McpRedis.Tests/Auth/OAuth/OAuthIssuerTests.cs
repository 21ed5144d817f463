using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using McpRedis.Auth;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tests.Auth.OAuth;

/// <summary>What a token must say and how it must be signed, each rule broken by itself in an otherwise right token.</summary>
public sealed class OAuthIssuerTests : IDisposable
{
    private const string Audience = "The token was not issued for this server.", OtherIssuer = "The token is of another issuer.", Expired = "The token has expired.",
        NotYet = "The token is not valid yet.", Header = "The header of the token asks for what this server does not do.", Signature = "The signature of the token is not valid.",
        Claims = "A claim of the token is not of the form this server expects.", Unknown = "The token is not one of this server.", Subject = "The token does not say whom it was issued to.";

    private readonly OAuthRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public async Task A_right_token_of_either_algorithm_is_accepted()
    {
        foreach (var key in (TestKey[])[OAuthRoom.Rsa, OAuthRoom.Ec])
        {
            var accepted = await _room.AcceptAsync(_room.Token(key: key));
            Assert.Matches("^oauth:[0-9a-f]{8}:alice$", accepted.Principal.Name);
            Assert.Equal(new Grant { Access = AccessLevel.Read }, accepted.Principal.Grant);
            Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(_room.Now + 3660), accepted.ExpiresAt);
            Assert.Null(accepted.RatePerSecond);
        }
    }

    [Fact]
    public async Task A03_audience()
    {
        await _room.AcceptAsync(_room.Token(claims => claims["aud"] = new JsonArray("https://other.example.com", AuthRoom.PublicUrl)));
        foreach (JsonNode? audience in (JsonNode?[])
            ["https://other.example.com", "", AuthRoom.PublicUrl + "/", "https://redis.example.com", "https://REDIS.example.com/mcp", AuthRoom.PublicUrl + " ",
             "http://redis.example.com/mcp", new JsonArray(), new JsonArray("https://other.example.com"), new JsonArray(AuthRoom.PublicUrl, 1), 1, null, new JsonObject { [AuthRoom.PublicUrl] = 1 }])
        {
            Assert.Equal(Audience, await _room.WhyAsync(_room.Token(claims => claims["aud"] = audience)));
        }
        Assert.Equal(Audience, await _room.WhyAsync(_room.Token(claims => claims.Remove("aud"))));
    }

    [Fact]
    public async Task A04_issuer_to_the_last_character()
    {
        foreach (JsonNode? issuer in (JsonNode?[])[_room.Issuer.Url + "/", _room.Issuer.Url.ToUpperInvariant(), _room.Issuer.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), "", null, 1, new JsonArray(_room.Issuer.Url)])
        {
            Assert.Equal(OtherIssuer, await _room.WhyAsync(_room.Token(claims => claims["iss"] = issuer)));
        }
        Assert.Equal(OtherIssuer, await _room.WhyAsync(_room.Token(claims => claims.Remove("iss"))));
    }

    [Theory]
    [InlineData("exp", -59, null)]
    [InlineData("exp", -60, Expired)]
    [InlineData("exp", -61, Expired)]
    [InlineData("exp", 0.5, null)]
    [InlineData("exp", -1e300, Claims)]
    [InlineData("exp", 1e300, Claims)]
    [InlineData("nbf", 60, null)]
    [InlineData("nbf", 61, NotYet)]
    [InlineData("nbf", 1e300, Claims)]
    public async Task A05_times_with_a_minute_for_clocks(string claim, double fromNow, string? why) =>
        Assert.Equal(why, (await _room.AskAsync(_room.Token(claims => claims[claim] = _room.Now + fromNow)) as AuthResult.Refused)?.Description);

    [Fact]
    public async Task A05_times_that_are_none()
    {
        Assert.Equal("The token does not say when it expires.", await _room.WhyAsync(_room.Token(claims => claims.Remove("exp"))));
        foreach (string claim in (string[])["exp", "nbf"])
        {
            foreach (JsonNode? time in (JsonNode?[])["4102444800", null, true, new JsonArray(4_102_444_800)])
            {
                Assert.Equal(Claims, await _room.WhyAsync(_room.Token(claims => claims[claim] = time)));
            }
        }
        await _room.AcceptAsync(_room.Token(claims => claims.Remove("nbf")));
    }

    [Fact]
    public async Task An_accepted_token_is_refused_once_its_time_is_over()
    {
        string token = _room.Token();
        var until = (await _room.AcceptAsync(token)).ExpiresAt!.Value;
        _room.Time.Advance(until - _room.Time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        await _room.AcceptAsync(token);
        _room.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Expired, await _room.WhyAsync(token));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("ES384")]
    [InlineData("rs256")]
    [InlineData("")]
    public async Task A06_other_algorithms_are_refused(string algorithm) =>
        Assert.Equal(Header, await _room.WhyAsync(_room.Token(header: header => header["alg"] = algorithm)));

    [Fact]
    public async Task A06_a_token_without_a_signature()
    {
        string head = TestKey.Head("""{"alg":"none"}""", _room.Claims().ToJsonString());
        Assert.Equal(Header, await _room.WhyAsync(head + "."));
        Assert.Equal(Signature, await _room.WhyAsync(TestKey.Head(OAuthRoom.Header(OAuthRoom.Rsa).ToJsonString(), _room.Claims().ToJsonString()) + "."));
        Assert.Equal(Signature, await _room.WhyAsync(TestKey.Head(OAuthRoom.Header(OAuthRoom.Ec).ToJsonString(), _room.Claims().ToJsonString()) + "."));
    }

    [Fact]
    public async Task A06_an_HMAC_under_the_public_key()
    {
        foreach (string algorithm in (string[])["HS256", "RS256"])
        {
            var header = OAuthRoom.Header(OAuthRoom.Rsa);
            header["alg"] = algorithm;
            string head = TestKey.Head(header.ToJsonString(), _room.Claims().ToJsonString());
            string token = $"{head}.{TestKey.Encode(HMACSHA256.HashData(OAuthRoom.Rsa.Pem(), Encoding.ASCII.GetBytes(head)))}";
            Assert.Equal(algorithm == "HS256" ? Header : Signature, await _room.WhyAsync(token));
        }
    }

    // The key's own algorithm counts, whatever the token says.
    [Fact]
    public async Task A06_the_key_fixes_the_algorithm()
    {
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token(header: header => header["kid"] = "ec-1")));
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token(key: OAuthRoom.Ec, header: header => header["alg"] = "RS256")));
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token(key: OAuthRoom.Stranger)));
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token(key: OAuthRoom.StrangerEc)));
    }

    [Fact]
    public async Task Signatures_of_the_right_key_in_another_form()
    {
        string ec = TestKey.Head(OAuthRoom.Header(OAuthRoom.Ec).ToJsonString(), _room.Claims().ToJsonString()), rsa = TestKey.Head(OAuthRoom.Header(OAuthRoom.Rsa).ToJsonString(), _room.Claims().ToJsonString());
        byte[] right = OAuthRoom.Ec.Signature(Encoding.ASCII.GetBytes(ec));
        await _room.AcceptAsync($"{ec}.{TestKey.Encode(right)}");
        foreach (byte[] signature in (byte[][])[OAuthRoom.Ec.DerSignature(Encoding.ASCII.GetBytes(ec)), [.. right, 0], right[..63], [0, .. right], new byte[64], right[..32]])
        {
            Assert.Equal(Signature, await _room.WhyAsync($"{ec}.{TestKey.Encode(signature)}"));
        }
        Assert.Equal(Signature, await _room.WhyAsync($"{rsa}.{TestKey.Encode(OAuthRoom.Rsa.PssSignature(Encoding.ASCII.GetBytes(rsa)))}"));
    }

    // A key that the token brings, or says where to get, is not a key of the issuer.
    [Fact]
    public async Task A06_keys_in_the_header_are_not_honoured()
    {
        using var mallory = new IssuerServer();
        mallory.Publish(OAuthRoom.Stranger);
        Assert.Equal(Signature, await _room.WhyAsync(_room.Token(key: OAuthRoom.Stranger, header: header =>
        {
            header["jwk"] = OAuthRoom.Stranger.Jwk();
            header["jku"] = mallory.Url + IssuerServer.Keys;
            header["x5u"] = mallory.Url + IssuerServer.Keys;
            header["x5c"] = new JsonArray("MIIB");
        })));
        Assert.Empty(mallory.Paths);
    }

    [Fact]
    public async Task Extensions_of_the_header_are_refused()
    {
        Assert.Equal(Header, await _room.WhyAsync(_room.Token(header: header => header["crit"] = new JsonArray("exp"))));
        Assert.Equal(Header, await _room.WhyAsync(_room.Token(header: header => header["crit"] = null)));
        Assert.Equal(Header, await _room.WhyAsync(_room.Token(header: header => header["b64"] = false)));
        Assert.Equal(Header, await _room.WhyAsync(_room.Token(header: header => header["kid"] = 1)));
        Assert.Equal(Unknown, await _room.WhyAsync(_room.Token(header: header => header.Remove("alg"))));
    }

    [Theory]
    [InlineData("JWT", true)]
    [InlineData("jwt", true)]
    [InlineData("at+jwt", true)]
    [InlineData("AT+JWT", true)]
    [InlineData("application/at+jwt", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("dpop+jwt", false)]
    [InlineData("logout+jwt", false)]
    [InlineData("JWS", false)]
    public async Task Types_of_tokens(string? type, bool accepted) =>
        Assert.Equal(accepted, await _room.AskAsync(_room.Token(header: header => header["typ"] = type)) is AuthResult.Accepted);

    [Fact]
    public async Task A_token_may_leave_out_its_type() => await _room.AcceptAsync(_room.Token(header: header => header.Remove("typ")));

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","alg":"none"}""", null)]
    [InlineData("""{"alg":"RS256","kid":"rsa-1","k\u0069d":"rsa-1"}""", null)]
    [InlineData(null, """ "sub":"bob",""")]
    [InlineData(null, """ "x":{"y":1,"y":2},""")]
    [InlineData(null, """ "x":"\ud800",""")]
    [InlineData(null, """ "\udc00":1,""")]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("""{"alg":"RS256","kid":"rsa-1"} x""", null)]
    [InlineData("""{"alg":"RS256","kid":"rsa-1",}""", null)]
    [InlineData("""{"alg":"RS256",/**/"kid":"rsa-1"}""", null)]
    public async Task JSON_that_two_readers_could_take_differently(string? header, string? claims)
    {
        string body = _room.Claims().ToJsonString();
        string token = OAuthRoom.Rsa.Sign(header ?? OAuthRoom.Header(OAuthRoom.Rsa).ToJsonString(), claims is null ? body : string.Concat("{", claims, body.AsSpan(1)));
        Assert.Equal(Unknown, await _room.WhyAsync(token));
    }

    [Fact]
    public async Task Deep_and_long_tokens()
    {
        string Deep(int depth) => string.Concat(string.Concat(Enumerable.Repeat("[", depth)), string.Concat(Enumerable.Repeat("]", depth)));
        await _room.AcceptAsync(_room.Token(claims => claims["x"] = JsonNode.Parse(Deep(10))));
        Assert.Equal(Unknown, await _room.WhyAsync(_room.Token(claims => claims["x"] = JsonNode.Parse(Deep(40)))));
        await _room.AcceptAsync(_room.Token(claims => claims["x"] = new string('x', 5000)));
        Assert.Equal("invalid_request", (await _room.RefuseAsync(_room.Token(claims => claims["x"] = new string('x', 8192)))).Error);
    }

    [Fact]
    public async Task A07_a_token_without_a_scope_of_ours_is_told_which_there_are()
    {
        foreach (Action<JsonObject> change in (Action<JsonObject>[])
            [claims => claims.Remove("scope"), claims => claims["scope"] = "", claims => claims["scope"] = "openid redis:READ redis xredis:read", claims => claims["scope"] = "redis:read,redis:write"])
        {
            var refused = await _room.RefuseAsync(_room.Token(change));
            Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Error));
            Assert.Contains("scope=\"redis:read redis:write redis:admin\", error=\"insufficient_scope\"", refused.Challenge, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Whom_it_was_issued_to_must_be_said()
    {
        Assert.Equal(Subject, await _room.WhyAsync(_room.Token(claims => claims.Remove("sub"))));
        Assert.Equal(Subject, await _room.WhyAsync(_room.Token(claims => claims["sub"] = "")));
        Assert.Equal(Subject, await _room.WhyAsync(_room.Token(claims => claims["sub"] = 1)));
        var accepted = await _room.AcceptAsync(_room.Token(claims =>
        {
            claims.Remove("sub");
            claims["client_id"] = "robot";
        }));
        Assert.EndsWith(":/robot", accepted.Principal.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_kinds_of_tokens_at_once()
    {
        using var room = new OAuthRoom(change: options => options with { AuthToken = AuthRoom.Token });
        Assert.Equal("token", (await room.AcceptAsync(AuthRoom.Token)).Principal.Name);
        Assert.StartsWith("oauth:", (await room.AcceptAsync(room.Token())).Principal.Name, StringComparison.Ordinal);
        Assert.Equal(Unknown, await room.WhyAsync("a.b.c"));
        Assert.Equal(Signature, await room.WhyAsync(room.Token(key: OAuthRoom.Stranger)));
    }

    // Nothing of a token, right or wrong, is in the log or in an answer.
    [Fact]
    public async Task A10_tokens_are_told_to_nobody()
    {
        var said = new StringBuilder();
        foreach (string token in (string[])[_room.Token(), _room.Token(key: OAuthRoom.Stranger), _room.Token(claims => claims["aud"] = "x"), _room.Token(header: header => header["kid"] = "S3cret"), "S3cret"])
        {
            said.Append(await _room.AskAsync(token));
            Assert.DoesNotContain(token[Math.Max(0, token.Length - 20)..], said.ToString(), StringComparison.Ordinal);
        }
        said.AppendJoin('\n', _room.Log.All.Select(line => line.Text + line.Exception));
        Assert.DoesNotContain("S3cret", said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", said.ToString(), StringComparison.Ordinal);
    }
}
