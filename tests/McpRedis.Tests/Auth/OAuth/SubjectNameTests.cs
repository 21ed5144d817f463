using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using McpRedis.Auth.OAuth;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Auth.OAuth;

public sealed class SubjectNameTests
{
    [Theory]
    [InlineData("""{"sub":"alice"}""", "oauth:4b246bc1:alice")]
    [InlineData("""{"sub":"auth0|5f7c","client_id":"desktop"}""", "oauth:4b246bc1:auth0|5f7c/desktop")]
    [InlineData("""{"sub":"alice@example.com","azp":"web"}""", "oauth:4b246bc1:alice@example.com/web")]
    [InlineData("""{"client_id":"robot"}""", "oauth:4b246bc1:/robot")]
    public void Plain_names_are_read_as_they_are(string claims, string name) => Assert.Equal(name, Name(claims));

    [Theory]
    [InlineData("a b")]
    [InlineData("a\nlevel=error forged")]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("#0123456789abcdef0123456789abcdef")]
    [InlineData("жанна")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Others_are_digests(string subject) => Assert.Matches("^oauth:[0-9a-f]{8}:#[0-9a-f]{32}$", Name(new JsonObject { ["sub"] = subject }.ToJsonString()));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sub":null}""")]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":["alice"]}""")]
    [InlineData("""{"sub":"alice","client_id":1}""")]
    [InlineData("""{"sub":"alice","client_id":""}""")]
    public void Nobody(string claims) => Assert.Null(Name(claims));

    [Fact]
    public void Issuers_do_not_share_names() =>
        Assert.NotEqual(SubjectName.Of("https://a.example.com", JsonElement.Parse("""{"sub":"x"}""")), SubjectName.Of("https://a.example.com/", JsonElement.Parse("""{"sub":"x"}""")));

    [Fact]
    public void Different_callers_have_different_names_and_all_are_plain()
    {
        var text = Gen.Elements("ab/#:|é\n ".ToCharArray()).ArrayOf().Select(characters => new string(characters));
        Prop.ForAll(text.ToArbitrary(), text.ToArbitrary(), text.ToArbitrary(), (subject, client, other) =>
        {
            string? one = Name(Claims(subject, client)), two = Name(Claims(other, client)), swapped = Name(Claims(client, subject));
            return (one is null || (one.Length < 160 && one.All(c => c is > ' ' and < '\x7f')))
                && (one is null || one != two || subject == other)
                && (one is null || one != swapped || subject == client);
        }).Check(5000, endSize: 80);
    }

    private static string Claims(string subject, string client) => new JsonObject { ["sub"] = subject, ["client_id"] = client }.ToJsonString();

    private static string? Name(string claims) => SubjectName.Of("https://login.example.com", JsonElement.Parse(claims));
}
