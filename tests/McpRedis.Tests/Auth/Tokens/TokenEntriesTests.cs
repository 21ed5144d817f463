using System.Text;
using McpRedis.Auth.Tokens;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tests.Auth.Tokens;

public sealed class TokenEntriesTests
{
    private const string A = "aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11aa11", B = "BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22BB22";

    [Fact]
    public void Everything_an_entry_can_say()
    {
        var caller = Find(Read($$"""
            // who may call
            [
              { "name": "ci.Bot_1", "sha256": "{{A}}", "access": "write", "connections": ["staging", "default"],
                "keyPrefixes": ["b:", "a:"], "rate": 2.5, "expires": "2027-01-31T01:00:00+01:00" },
              { "name": "least", "sha256": "{{B}}" },
            ]
            """), A)!.Caller;
        Assert.Equal(new Principal("ci.Bot_1", new Grant { Access = AccessLevel.Write, Connections = ["default", "staging"], KeyPrefixes = ["a:", "b:"] }), caller.Principal);
        Assert.Equal(2.5, caller.RatePerSecond);
        Assert.Equal(new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero), caller.ExpiresAt);
    }

    [Fact]
    public void The_least_an_entry_can_say_is_read_access_everywhere()
    {
        var caller = Find(Read($$"""[{ "name": "least", "sha256": "{{B}}" }]"""), B)!.Caller;
        Assert.Equal(new Principal("least", new Grant { Access = AccessLevel.Read }), caller.Principal);
        Assert.Null(caller.RatePerSecond);
        Assert.Null(caller.ExpiresAt);
    }

    [Fact]
    public void Nobody_is_a_list_too() => Assert.Equal(0, Read("[]").Count);

    [Theory]
    [InlineData("", "tokens-file: the file is not JSON; see line 1, byte 1.")]
    [InlineData("[\n S3cret ]", "tokens-file: the file is not JSON; see line 2, byte 2.")]
    [InlineData("{}", "tokens-file: expected a list of entries, found an object.")]
    [InlineData("[1]", "tokens-file: entry 1: expected an object, found a number.")]
    [InlineData("[null]", "tokens-file: entry 1: expected an object, found null.")]
    [InlineData("""[{ "name": "a", "sha256": "A", "acess": "read" }]""", "tokens-file: entry 1: acess: unknown key. Did you mean 'access'?")]
    [InlineData("""[{ "name": "a", "sha256": "A", "S3cret word!": 1 }]""", "tokens-file: entry 1: (key number 3): unknown key; expected one of name, sha256,")]
    [InlineData("""[{ "name": "a", "name": "b", "sha256": "A" }]""", "tokens-file: entry 1: name: given twice; keep one.")]
    [InlineData("""[{ "sha256": "A" }]""", "tokens-file: entry 1: name: is missing.")]
    [InlineData("""[{ "name": "", "sha256": "A" }]""", "tokens-file: entry 1: name: expected")]
    [InlineData("""[{ "name": "a b", "sha256": "A" }]""", "tokens-file: entry 1: name: expected")]
    [InlineData("""[{ "name": "oauth:1", "sha256": "A" }]""", "tokens-file: entry 1: name: expected")]
    [InlineData("""[{ "name": "Token", "sha256": "A" }]""", "tokens-file: entry 1: name: expected at most 64 letters, digits, '-', '_' and '.', and not token, local or anonymous.")]
    [InlineData("""[{ "name": 1, "sha256": "A" }]""", "tokens-file: entry 1: name: expected")]
    [InlineData("""[{ "name": "a" }]""", "tokens-file: entry 1: sha256: is missing.")]
    [InlineData("""[{ "name": "a", "sha256": "aa11" }]""", "tokens-file: entry 1: sha256: expected")]
    [InlineData("""[{ "name": "a", "sha256": null }]""", "tokens-file: entry 1: sha256: expected")]
    [InlineData("""[{ "name": "a", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" }]""", "tokens-file: entry 1: sha256: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "access": "admin" }]""", "tokens-file: entry 1: access: expected read, write or full.")]
    [InlineData("""[{ "name": "a", "sha256": "A", "access": null }]""", "tokens-file: entry 1: access: expected read, write or full.")]
    [InlineData("""[{ "name": "a", "sha256": "A", "connections": ["stagin"] }]""", "tokens-file: entry 1: connections: holds a connection there is not; they are default, staging. Did you mean 'staging'?")]
    [InlineData("""[{ "name": "a", "sha256": "A", "connections": [] }]""", "tokens-file: entry 1: connections: expected a list")]
    [InlineData("""[{ "name": "a", "sha256": "A", "connections": "staging" }]""", "tokens-file: entry 1: connections: expected a list")]
    [InlineData("""[{ "name": "a", "sha256": "A", "keyPrefixes": [] }]""", "tokens-file: entry 1: keyPrefixes: expected a list")]
    [InlineData("""[{ "name": "a", "sha256": "A", "keyPrefixes": ["a", ""] }]""", "tokens-file: entry 1: keyPrefixes: expected a list")]
    [InlineData("""[{ "name": "a", "sha256": "A", "keyPrefixes": [null] }]""", "tokens-file: entry 1: keyPrefixes: expected a list")]
    [InlineData("""[{ "name": "a", "sha256": "A", "keyPrefixes": ["\ud800"] }]""", "tokens-file: the file holds a string that is not Unicode text.")]
    [InlineData("""[{ "name": "a", "sha256": "A", "rate": 0 }]""", "tokens-file: entry 1: rate: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "rate": "5" }]""", "tokens-file: entry 1: rate: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "rate": 1e400 }]""", "tokens-file: entry 1: rate: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "expires": "2027-01-31" }]""", "tokens-file: entry 1: expires: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "expires": "2027-01-31T00:00:00" }]""", "tokens-file: entry 1: expires: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "expires": "2027-02-30T00:00:00Z" }]""", "tokens-file: entry 1: expires: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A", "expires": 1800000000 }]""", "tokens-file: entry 1: expires: expected")]
    [InlineData("""[{ "name": "a", "sha256": "A" }, { "name": "A", "sha256": "B" }]""", "tokens-file: entry 2: name: the same as of entry 1;")]
    [InlineData("""[{ "name": "a", "sha256": "A" }, { "name": "b", "sha256": "A" }]""", "tokens-file: entry 2: sha256: the token of entry 1;")]
    public void Mistakes(string text, string expected)
    {
        string mistake = Assert.Single(MistakesOf(text.Replace("\"sha256\": \"A\"", $"\"sha256\": \"{A}\"", StringComparison.Ordinal).Replace("\"sha256\": \"B\"", $"\"sha256\": \"{B}\"", StringComparison.Ordinal)));
        Assert.StartsWith(expected, mistake, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once() => Assert.Equal(6, MistakesOf($$"""
        [{ "nme": "a" }, { "name": "b b", "sha256": "1", "access": "x" }, { "name": "ok", "sha256": "{{A}}" }]
        """).Count);

    [Fact]
    public void A_token_is_given_one_grant()
    {
        var mistakes = new List<string>();
        new TokenEntries([], Convert.FromHexString(A)).Read(Encoding.UTF8.GetBytes($$"""[{ "name": "a", "sha256": "{{A}}" }]"""), mistakes);
        Assert.StartsWith("tokens-file: entry 1: sha256: the token of auth-token;", Assert.Single(mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_most_a_thousand()
    {
        string Many(int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{ "name": "n{{i}}", "sha256": "{{i:x64}}" }"""))}]";
        Assert.Equal(1000, Read(Many(1000)).Count);
        Assert.StartsWith("tokens-file: holds more than 1000", Assert.Single(MistakesOf(Many(1001))), StringComparison.Ordinal);
    }

    [Fact]
    public void Found_wherever_it_stands_and_only_whole()
    {
        var table = Read($"[{string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{ "name": "n{{i}}", "sha256": "{{i:x64}}" }"""))}]");
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal($"n{i}", Find(table, $"{i:x64}")?.Caller.Principal.Name));
        Assert.Null(Find(table, $"{100:x64}"));
        Assert.Null(table.Find([]));
        Assert.Null(table.Find(new byte[31]));
        Assert.Null(table.Find(new byte[33]));
    }

    private static TokenTable Read(string text)
    {
        var mistakes = new List<string>();
        var table = new TokenEntries(["default", "staging"], null).Read(Encoding.UTF8.GetBytes(text), mistakes);
        Assert.Empty(mistakes);
        return table;
    }

    private static List<string> MistakesOf(string text)
    {
        var mistakes = new List<string>();
        new TokenEntries(["default", "staging"], null).Read(Encoding.UTF8.GetBytes(text), mistakes);
        return mistakes;
    }

    private static StaticToken? Find(TokenTable table, string digest) => table.Find(Convert.FromHexString(digest));
}
