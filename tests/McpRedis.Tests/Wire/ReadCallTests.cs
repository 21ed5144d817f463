using System.Text;
using McpRedis.Catalogue;
using McpRedis.Wire;

namespace McpRedis.Tests.Wire;

public sealed class ReadCallTests
{
    private static readonly ToolCatalogue Catalogue = new(new CatalogueOptions { Exclude = ["redis_slowlog_get"] });

    public static TheoryData<string> Tools => [.. ToolCatalogue.All.Select(t => t.Name)];

    [Theory, MemberData(nameof(Tools))]
    public void Listed_reading_tools_are_taken_and_no_others(string name)
    {
        var call = Read($$"""{"arguments":{},"name":"{{name}}"}""");
        Assert.Equal(Catalogue.Find(name) is { Risk: Risk.Read }, call is not null);
        Assert.Equal(call?.Tool.Name ?? name, name);
    }

    [Theory]
    [InlineData("""{"name":"redis_key_get"}""")]
    [InlineData("""{"name":"redis_key_get","arguments":{}}""")]
    [InlineData("""{"arguments":{"key":"a","limit":[{"deep":1}]},"name":"redis_key_get"}""")]
    [InlineData("""{"name":"redis_key\u005fget"}""")]
    public void Plain_calls_are_taken(string parameters) => Assert.NotNull(Read(parameters));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"arguments":{}}""")]
    [InlineData("""{"name":"nothing"}""")]
    [InlineData("""{"name":""}""")]
    [InlineData("""{"name":null}""")]
    [InlineData("""{"name":5}""")]
    [InlineData("""{"name":"\ud800"}""")]
    [InlineData("""{"name":"REDIS_KEY_GET"}""")]
    [InlineData("""{"name":"redis_key_get","name":"redis_key_get"}""")]
    [InlineData("""{"name":"redis_key_get","arguments":null}""")]
    [InlineData("""{"name":"redis_key_get","arguments":[]}""")]
    [InlineData("""{"name":"redis_key_get","arguments":"x"}""")]
    [InlineData("""{"name":"redis_key_get","arguments":{},"arguments":{}}""")]
    [InlineData("""{"name":"redis_key_get","_meta":{}}""")]
    [InlineData("""{"name":"redis_key_get","_meta":{"progressToken":1}}""")]
    [InlineData("""{"name":"redis_key_get","task":{}}""")]
    [InlineData("""{"name":"redis_key_get","arguments":{"\ud800":1}}""")]
    public void Doubtful_calls_are_left_to_the_SDK(string parameters) => Assert.Null(Read(parameters));

    [Fact]
    public void Arguments_do_not_live_in_the_line()
    {
        byte[] line = Encoding.UTF8.GetBytes("""{"name":"redis_key_get","arguments":{"key":"abc"}}""");
        var call = ReadCall.TryRead(line, Catalogue)!;
        Array.Fill(line, (byte)'x');
        Assert.Equal("abc", call.Arguments!["key"].GetString());
    }

    [Fact]
    public void Of_an_argument_given_twice_the_last_counts() =>
        Assert.Equal("b", Read("""{"name":"redis_key_get","arguments":{"key":"a","key":"b"}}""")!.Arguments!["key"].GetString());

    private static McpRedis.Pipeline.CallRequest? Read(string parameters) => ReadCall.TryRead(Encoding.UTF8.GetBytes(parameters), Catalogue);
}
