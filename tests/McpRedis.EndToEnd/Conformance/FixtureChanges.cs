using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>Lists that change when a tool is called, and those who listen for that.</summary>
internal sealed class FixtureChanges
{
    private readonly ConcurrentDictionary<object, (McpServer Server, RequestId Id, SubscriptionsListenNotifications Wanted, Task Acknowledged)> _listening = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IEnumerable<FixtureTool> Tools =>
    [
        new("test_trigger_tool_change", (_, cancellationToken) => TellAsync(NotificationMethods.ToolListChangedNotification, wanted => wanted.ToolsListChanged, cancellationToken)),
        new("test_trigger_prompt_change", (_, cancellationToken) => TellAsync(NotificationMethods.PromptListChangedNotification, wanted => wanted.PromptsListChanged, cancellationToken)),
    ];

    public void End() => _ended.TrySetResult();

    public async ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellationToken)
    {
        var (wanted, id, key) = (request.Params?.Notifications ?? new(), request.JsonRpcRequest.Id, new object());
        // It listens before its client can know of it, and hears nothing before its client does.
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _listening[key] = (request.Server, id, wanted, acknowledged.Task);
        try
        {
            await request.Server.SendNotificationAsync(
                NotificationMethods.SubscriptionsAcknowledgedNotification,
                new JsonObject { ["notifications"] = JsonSerializer.SerializeToNode(wanted, McpJsonUtilities.DefaultOptions), ["_meta"] = Tag(id) },
                McpJsonUtilities.DefaultOptions,
                cancellationToken);
            acknowledged.SetResult();
            await _ended.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _listening.TryRemove(key, out _);
            acknowledged.TrySetResult();
        }
        return new EmptyResult();
    }

    private async ValueTask<CallToolResult> TellAsync(string notification, Func<SubscriptionsListenNotifications, bool?> wanted, CancellationToken cancellationToken)
    {
        foreach (var (server, id, _, acknowledged) in _listening.Values.Where(one => wanted(one.Wanted) == true))
        {
            await acknowledged.WaitAsync(cancellationToken);
            await server.SendNotificationAsync(notification, new JsonObject { ["_meta"] = Tag(id) }, McpJsonUtilities.DefaultOptions, cancellationToken);
        }
        return FixtureTool.Text("Changed.");
    }

    private static JsonObject Tag(RequestId id) => new() { [MetaKeys.SubscriptionId] = id.Id is long number ? JsonValue.Create(number) : JsonValue.Create((string?)id.Id) };
}
