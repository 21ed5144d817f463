using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class RedactionTests
{
    private const string Secret = "p@ss/wörd\"1+";

    [Theory]
    [InlineData("plain p@ss/wörd\"1+ end", "plain [redacted] end")]
    [InlineData("redis://u:p%40ss%2Fw%C3%B6rd%221%2B@h", "redis://u:[redacted]@h")]
    [InlineData("redis://u:p%40ss%2fw%c3%b6rd%221%2b@h", "redis://u:[redacted]@h")]
    [InlineData("""{"auth":"p@ss/w\u00F6rd\u00221\u002B"}""", """{"auth":"[redacted]"}""")]
    [InlineData("""{"auth":"p@ss/wörd\"1+"}""", """{"auth":"[redacted]"}""")]
    [InlineData("p@ss/wörd\"1+p@ss/wörd\"1+", "[redacted][redacted]")]
    [InlineData("p@ss/wörd\"1", "p@ss/wörd\"1")]
    [InlineData("", "")]
    public void Forms(string text, string expected) => Assert.Equal(expected, new Redaction([Secret]).Scrub(text));

    [Fact]
    public void Base64_forms()
    {
        var redaction = new Redaction(["correct horse battery"]);
        string base64 = Convert.ToBase64String("correct horse battery"u8);
        Assert.Equal("a [redacted] b", redaction.Scrub($"a {base64} b"));
        foreach (string before in new[] { "u:", "us:", "use:", "user:" })
        {
            string header = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + "correct horse battery!"));
            string scrubbed = redaction.Scrub($"Basic {header}");
            Assert.Contains(Redaction.Mark, scrubbed, StringComparison.Ordinal);
            Assert.True(scrubbed.Length < 30, scrubbed);
        }
    }

    [Fact]
    public void Short_secret_is_removed_where_it_stands_alone()
    {
        var redaction = new Redaction(["ab"]);
        Assert.Equal("password=[redacted], table stays; [redacted]", redaction.Scrub("password=ab, table stays; ab"));
    }

    [Fact]
    public void Longest_of_overlapping_secrets_goes()
    {
        var redaction = new Redaction(["secret", "secret-two", "two-three"]);
        Assert.Equal("[redacted] [redacted] [redacted]-three", redaction.Scrub("secret secret-two secret-two-three"));
    }

    [Fact]
    public void Nothing_to_hide_gives_the_same_text()
    {
        string text = "as it is";
        Assert.Same(text, new Redaction([]).Scrub(text));
        Assert.Same(text, new Redaction([""]).Scrub(text));
        Assert.Same(text, new Redaction([Secret]).Scrub(text));
    }

    [Theory]
    [InlineData("redis://h", "")]
    [InlineData("redis://h:6379/0", "")]
    [InlineData("redis://user@h", "redis://user@h")]
    [InlineData("redis://u:p%40ss@h", "redis://u:p%40ss@h p%40ss p@ss")]
    [InlineData("redis://u:p@ss@h", "redis://u:p@ss@h p p p@ss p@ss")]
    [InlineData("not-a-url", "not-a-url")]
    public void Secrets_of_a_url(string url, string expected) =>
        Assert.Equal(expected, string.Join(' ', Redaction.SecretsOfUrl(url)));

    [Fact]
    public void Model_and_operator_see_what_is_theirs()
    {
        var options = RedisUriTests.Accepted("rediss+sentinel://app:S3cret@10.0.0.1,[::1]/main/2") with { Access = "read", KeyPrefix = "app:", Databases = [2, 3] };
        string model = JsonSerializer.Serialize(Redaction.ForModel(options));
        Assert.Equal("""{"Name":"default","Kind":"sentinel","Tls":true,"Database":2,"Access":"read","KeyPrefix":"app:","Databases":[2,3],"Embedded":false}""", model);
        Assert.Equal(
            "default: sentinel 10.0.0.1:26379,[::1]:26379 (main), TLS verified, database 2, user app, password set, access read, keys under app:, databases 2 3 only, from REDIS_URL",
            Redaction.ForOperator(options));
        Assert.Equal(
            "default: unix_socket /run/redis.sock, no TLS, database 0, user default, no password, access as the program's, from REDIS_URL",
            Redaction.ForOperator(RedisUriTests.Accepted("unix:///run/redis.sock")));
        Assert.Contains("user set, not shown without a password, no password", Redaction.ForOperator(RedisUriTests.Accepted("redis://S3cret@h")), StringComparison.Ordinal);
        Assert.Contains("TLS NOT VERIFIED", Redaction.ForOperator(RedisUriTests.Accepted("rediss://h?dangerouslySkipTlsVerify=true")), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrubbed_text_holds_no_form_of_any_secret()
    {
        var secret = Gen.Elements("abcdefXYZ012345/?#@:%&=+ \"\\é🔑".EnumerateRunes().ToArray())
            .ArrayOf().Where(runes => runes.Length >= Redaction.ShortestSecret).Select(runes => string.Concat(runes));
        var cases =
            from secrets in secret.NonEmptyListOf()
            from picks in (from index in Gen.Choose(0, 100) from form in Gen.Choose(0, 5) from noise in secret select (index, form, noise)).ListOf()
            select (secrets, Text: string.Concat(picks.Select(pick => pick.noise[..2] + Written(secrets[pick.index % secrets.Count], pick.form))));
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            string scrubbed = new Redaction(one.secrets).Scrub(one.Text);
            return one.secrets.All(secret => Enumerable.Range(0, 6).All(form => !scrubbed.Contains(Written(secret, form), StringComparison.Ordinal)));
        }).Check(500);
    }

    private static string Written(string secret, int form) => form switch
    {
        0 => secret,
        1 => Uri.EscapeDataString(secret),
        2 => Uri.EscapeDataString(secret).ToLowerInvariant() is var lower && secret.Any(char.IsAsciiLetterUpper) ? Uri.EscapeDataString(secret) : lower,
        3 => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        4 => JsonSerializer.Serialize(secret)[1..^1],
        _ => System.Net.WebUtility.UrlEncode(secret),
    };
}
