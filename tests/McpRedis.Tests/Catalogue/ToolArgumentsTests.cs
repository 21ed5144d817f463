using System.Text;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;

namespace McpRedis.Tests.Catalogue;

public sealed class ToolArgumentsTests
{
    [Fact]
    public void Required_argument_that_is_missing_or_null_is_told()
    {
        Assert.Equal("a: is required.", Refusal("{}", a => a.Text("a", true)));
        Assert.Equal("a: is required.", Refusal("""{"a":null}""", a => a.Integer("a", true)));
        Assert.Equal("a: is required.", Refusal(null, a => a.KeyList("a", true, 1, 5)));
    }

    [Fact]
    public void Optional_argument_that_is_missing_or_null_is_null()
    {
        foreach (string? json in new[] { "{}", """{"a":null}""", null })
        {
            var arguments = Read(json);
            Assert.Null(arguments.Text("a", false));
            Assert.Null(arguments.Flag("a", false));
            Assert.Null(arguments.Integer("a", false));
            Assert.Null(arguments.Number("a", false));
            Assert.Null(arguments.Choice("a", false, ["x"]));
            Assert.Null(arguments.Bytes("a", false));
            Assert.Null(arguments.Key("a", false));
            Assert.Null(arguments.TextList("a", false, 1, 2));
            arguments.ThrowIfInvalid();
        }
    }

    [Theory]
    [InlineData("kay", "kay: no such argument; known are key, limit. Did you mean 'key'?")]
    [InlineData("something", "something: no such argument; known are key, limit.")]
    [InlineData("KEY", "KEY: no such argument; known are key, limit. Did you mean 'key'?")]
    [InlineData("", ": no such argument; known are key, limit.")]
    [InlineData("ké", "(unprintable or long): no such argument; known are key, limit. Did you mean 'key'?")]
    public void Unknown_argument_is_told_with_the_nearest_word(string name, string message) =>
        Assert.Equal(message, Refusal(JsonSerializer.Serialize(new Dictionary<string, int> { [name] = 1 }), a => a.RefuseUnknown(["key", "limit"])));

    [Fact]
    public void Unknown_argument_is_echoed_only_where_it_is_plain()
    {
        string message = Refusal(JsonSerializer.Serialize(new Dictionary<string, int> { [new string('x', 500)] = 1, ["a\u202e\nb"] = 2 }), a => a.RefuseUnknown([]));
        Assert.Equal("(unprintable or long): no such argument; known are none. (unprintable or long): no such argument; known are none.", message);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", true)]
    [InlineData("\"false\"", false)]
    public void Flag_is_read(string json, bool value) => Assert.Equal(value, Read($$"""{"a":{{json}}}""").Flag("a", true));

    [Theory]
    [InlineData("1")]
    [InlineData("\"yes\"")]
    [InlineData("\"True\"")]
    [InlineData("[]")]
    public void Flag_of_another_kind_is_refused(string json) => Assert.StartsWith("a: expected true or false, got ", Refusal($$"""{"a":{{json}}}""", a => a.Flag("a", true)), StringComparison.Ordinal);

    [Fact]
    public void Choice_gives_the_index()
    {
        Assert.Equal(1, Read("""{"a":"two"}""").Choice("a", true, ["one", "two"]));
        Assert.Equal("a: expected one of one, two. Did you mean 'two'?", Refusal("""{"a":"twoo"}""", a => a.Choice("a", true, ["one", "two"])));
        Assert.Equal("a: expected one of one, two, got 7.", Refusal("""{"a":7}""", a => a.Choice("a", true, ["one", "two"])));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("-1.5e3")]
    [InlineData("9223372036854775808")]
    public void Text_is_taken_as_a_number_and_stays_as_it_was_written(string number)
    {
        Assert.Equal(number, Read($$"""{"a":{{number}}}""").Text("a", true));
        Assert.StartsWith("a: expected a string", Refusal($$"""{"a":{{number}}}""", a => a.Bytes("a", true)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "a boolean")]
    [InlineData("[]", "a list")]
    [InlineData("{}", "an object")]
    public void Text_of_another_kind_is_refused(string json, string kind) => Assert.Equal($"a: expected a string, got {kind}.", Refusal($$"""{"a":{{json}}}""", a => a.Text("a", true)));

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("a\\ud83dz")]
    public void Half_of_a_surrogate_pair_is_refused(string text)
    {
        const string Message = "a: holds half of a surrogate pair; send binary data with encoding base64.";
        Assert.Equal(Message, Refusal($$"""{"a":"{{text}}"}""", a => a.Text("a", true)));
        Assert.Equal(Message, Refusal($$"""{"a":"{{text}}"}""", a => a.Key("a", true)));
        Assert.StartsWith(Message, Refusal($$"""{"a":"{{text}}"}""", a => a.Choice("a", true, ["x"])), StringComparison.Ordinal);
        Assert.StartsWith(Message, Refusal($$"""{"a":"{{text}}"}""", a => a.Integer("a", true)), StringComparison.Ordinal);
        Assert.StartsWith(Message, Refusal($$"""{"a":"{{text}}"}""", a => a.Flag("a", true)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\\u0000")]
    [InlineData("\\ud83d\\ude00")]
    [InlineData("{}{a}*?[\\\\")]
    [InlineData("a\\r\\nb")]
    public void Key_is_the_utf8_of_the_text(string json)
    {
        string text = JsonSerializer.Deserialize<string>($"\"{json}\"")!;
        Assert.Equal(Encoding.UTF8.GetBytes(text), Read($$"""{"a":"{{json}}"}""").Key("a", true));
    }

    [Fact]
    public void Several_mistakes_are_told_at_once()
    {
        string message = Refusal("""{"a":true,"c":"x","wrong":1}""", a =>
        {
            a.RefuseUnknown(["a", "b", "c"]);
            a.Text("a", true);
            a.Text("b", true);
            a.Integer("c", false, 1, 9);
        });
        Assert.Equal("wrong: no such argument; known are a, b, c. a: expected a string, got a boolean. b: is required. c: expected an integer from 1 to 9, got a string.", message);
    }

    [Fact]
    public void Fault_says_that_nothing_was_sent()
    {
        var arguments = Read("{}");
        arguments.Text("a", true);
        var fault = Assert.Throws<Fault>(arguments.ThrowIfInvalid);
        Assert.Equal(ErrorCode.InvalidArgument, fault.Code);
        Assert.Equal("Correct the arguments and call again. Nothing was sent to Redis.", fault.Hint);
        Assert.False(fault.Retryable);
    }

    internal static ToolArguments Read(string? json) =>
        new(json is null ? null : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json));

    /// <summary>What is said of the arguments after <paramref name="read"/>.</summary>
    internal static string Refusal(string? json, Action<ToolArguments> read)
    {
        var arguments = Read(json);
        read(arguments);
        return Assert.Throws<Fault>(arguments.ThrowIfInvalid).Message;
    }
}
