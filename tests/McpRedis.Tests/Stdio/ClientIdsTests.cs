using System.Text.Json.Nodes;
using McpRedis.Stdio;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Stdio;

public sealed class ClientIdsTests
{
    public static TheoryData<object, string> Ids => new() { { 7L, "#7" }, { -1L, "#-1" }, { long.MaxValue, "#9223372036854775807" }, { "7", "7" }, { "", "" }, { "#7", "##7" }, { "##", "###" } };

    [Theory, MemberData(nameof(Ids))]
    public void Id_is_another_inside_and_the_same_outside(object id, string inside)
    {
        var (ids, own) = (new ClientIds(), Id(id));
        var request = Assert.IsType<JsonRpcRequest>(ids.Inward(new JsonRpcRequest { Id = own, Method = "tools/call", Params = new JsonObject() }));
        Assert.Equal((inside, "tools/call"), (request.Id.Id, request.Method));
        var cancel = Assert.IsType<JsonRpcNotification>(ids.Inward(new JsonRpcNotification { Method = "notifications/cancelled", Params = new JsonObject { ["requestId"] = Node(id) } }));
        Assert.Equal(inside, cancel.Params!["requestId"]!.GetValue<string>());
        Assert.Equal(own, Assert.IsType<JsonRpcResponse>(ids.Outward(new JsonRpcResponse { Id = request.Id, Result = new JsonObject() })).Id);
        Assert.Equal(own, Assert.IsType<JsonRpcError>(ids.Outward(new JsonRpcError { Id = request.Id, Error = new JsonRpcErrorDetail { Code = 1, Message = "m" } })).Id);
    }

    // Every message to who listens repeats the id of that request.
    [Theory, MemberData(nameof(Ids))]
    public void Listening_keeps_its_id(object id, string inside)
    {
        var (ids, own) = (new ClientIds(), Id(id));
        Assert.Equal(own, Assert.IsType<JsonRpcRequest>(ids.Inward(new JsonRpcRequest { Id = own, Method = "subscriptions/listen" })).Id);
        var cancel = Assert.IsType<JsonRpcNotification>(ids.Inward(new JsonRpcNotification { Method = "notifications/cancelled", Params = new JsonObject { ["requestId"] = Node(id) } }));
        Assert.Equal(Node(id).ToJsonString(), cancel.Params!["requestId"]!.ToJsonString());
        Assert.Equal(own, Assert.IsType<JsonRpcResponse>(ids.Outward(new JsonRpcResponse { Id = own, Result = new JsonObject() })).Id);
        Assert.Equal(inside, Assert.IsType<JsonRpcRequest>(ids.Inward(new JsonRpcRequest { Id = own, Method = "ping" })).Id.Id);
    }

    [Fact]
    public void Requests_of_ours_keep_theirs()
    {
        var ours = new JsonRpcRequest { Id = new RequestId(2), Method = "elicitation/create" };
        Assert.Same(ours, new ClientIds().Outward(ours));
        var answer = new JsonRpcResponse { Id = new RequestId(2), Result = new JsonObject() };
        Assert.Same(answer, new ClientIds().Inward(answer));
    }

    private static RequestId Id(object id) => id is long number ? new RequestId(number) : new RequestId((string)id);

    private static JsonValue Node(object id) => id is long number ? JsonValue.Create(number) : JsonValue.Create((string)id);
}
