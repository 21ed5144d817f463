using System.Text;
using McpRedis.Wire;

namespace McpRedis.Tests.Wire;

public sealed class FrontRequestTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/list"}""", "7", "tools/list", "")]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"x"}}""", "a", "tools/call", """{"name":"x"}""")]
    [InlineData(""" { "params" : [ 1 ] , "method" : "initialize" , "id" : -1 , "jsonrpc" : "2.0" } """, "-1", "initialize", "[ 1 ]")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools\u002flist"}""", "1", "tools/list", "")]
    [InlineData("""{"jsonrpc":"2.0","id":"","method":"tools/list","params":null}""", "", "tools/list", "null")]
    [InlineData("""{"jsonrpc":"2.0","id":9223372036854775807,"method":"tools/list","params":"x"}""", "9223372036854775807", "tools/list", "\"x\"")]
    public void Plain_request_is_read(string line, string id, string method, string parameters)
    {
        Assert.True(FrontRequest.TryRead(Encoding.UTF8.GetBytes(line), out var request));
        Assert.Equal((id, method, parameters), (request.Id.ToString(), request.Method, Encoding.UTF8.GetString(request.Params.Span)));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", "notifications/initialized")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""", "notifications/cancelled")]
    public void Notification_has_no_id(string line, string method)
    {
        Assert.True(FrontRequest.TryRead(Encoding.UTF8.GetBytes(line), out var request));
        Assert.Equal((false, method), (request.IsRequest, request.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("[]")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"tools/list"}]""")]
    [InlineData("{}")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":""}}""")]
    [InlineData("""{"id":1,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":2.0,"id":1,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":9223372036854775808,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":true,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":[1],"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"\ud800","method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":5}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","extra":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"tools/list"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{},"params":{}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"} {}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}x""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list",}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"a":}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list" """)]
    [InlineData("""{'jsonrpc':'2.0','id':1,'method':'tools/list'}""")]
    public void Doubtful_line_is_left_to_the_SDK(string line) => Assert.False(FrontRequest.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Deep_nesting_is_left_to_the_SDK()
    {
        string line = $$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{new string('[', 100_000)}}""";
        Assert.False(FrontRequest.TryRead(Encoding.UTF8.GetBytes(line), out _));
    }

    [Theory]
    [InlineData("tools/list", true)]
    [InlineData("notifications/x", true)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    [InlineData("tools/list\u202e", false)]
    [InlineData("<script>", false)]
    public void Plain_method_names_are_known(string method, bool plain) => Assert.Equal(plain, new FrontRequest(default, method, default).HasPlainMethod);

    [Theory]
    [InlineData("", true)]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    [InlineData("[]", false)]
    [InlineData("7", false)]
    [InlineData("\"x\"", false)]
    [InlineData("true", false)]
    public void Params_are_an_object_or_none(string parameters, bool allowed) => Assert.Equal(allowed, new FrontRequest(default, "x", Encoding.UTF8.GetBytes(parameters)).HasObjectParams);
}
