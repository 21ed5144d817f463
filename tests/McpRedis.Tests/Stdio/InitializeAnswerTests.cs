using System.Text;
using McpRedis.Stdio;

namespace McpRedis.Tests.Stdio;

public sealed class InitializeAnswerTests
{
    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public void Versions_with_a_handshake_are_answered(string version) =>
        Assert.Equal(version, Read($$$"""{"protocolVersion":"{{{version}}}","capabilities":{},"clientInfo":{"name":"c","version":"1"} }"""));

    [Theory]
    [InlineData("2026-07-28")]
    [InlineData("2099-01-01")]
    [InlineData("")]
    public void Other_versions_are_left_to_the_SDK(string version) =>
        Assert.Null(Read($$$"""{"protocolVersion":"{{{version}}}","capabilities":{},"clientInfo":{"name":"c","version":"1"} }"""));

    [Theory]
    [InlineData("{}", """{"name":"c","version":"1"}""", true)]
    [InlineData("""{"roots":{"listChanged":true},"sampling":{},"elicitation":{"form":{},"url":{}}}""", """{"name":"c","title":"C","version":"1"}""", true)]
    [InlineData("""{"experimental":{"x":{"y":{}}}}""", """{"version":"1","name":"c"}""", true)]
    [InlineData("""{"experimental":{"x":{"y":1}}}""", """{"name":"c","version":"1"}""", false)]
    [InlineData("null", """{"name":"c","version":"1"}""", false)]
    [InlineData("[]", """{"name":"c","version":"1"}""", false)]
    [InlineData("[[{}]]", """{"name":"c","version":"1"}""", false)]
    [InlineData("""{"roots":1}""", """{"name":"c","version":"1"}""", false)]
    [InlineData("""{"roots":[]}""", """{"name":"c","version":"1"}""", false)]
    [InlineData("""{"roots":{"listChanged":{}}}""", """{"name":"c","version":"1"}""", false)]
    [InlineData("{}", """{"name":"c"}""", false)]
    [InlineData("{}", """{"version":"1"}""", false)]
    [InlineData("{}", """{"name":1,"version":"1"}""", false)]
    [InlineData("{}", """{"name":"c","version":"1","name":2}""", false)]
    [InlineData("{}", """{"name":"c","version":"1","icons":[]}""", false)]
    [InlineData("{}", "null", false)]
    [InlineData("{}", "[{}]", false)]
    public void Only_plain_params_are_answered(string capabilities, string client, bool answered) =>
        Assert.Equal(answered, Read($$"""{"protocolVersion":"2025-11-25","capabilities":{{capabilities}},"clientInfo":{{client}}}""") is not null);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"protocolVersion":"2025-11-25","capabilities":{}}""")]
    [InlineData("""{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"},"_meta":{}}""")]
    [InlineData("""{"protocolVersion":{"a":"2025-11-25"},"capabilities":{},"clientInfo":{"name":"c","version":"1"}}""")]
    public void Doubtful_params_are_left_to_the_SDK(string parameters) => Assert.Null(Read(parameters));

    private static string? Read(string parameters) => InitializeAnswer.TryRead(Encoding.UTF8.GetBytes(parameters));
}
