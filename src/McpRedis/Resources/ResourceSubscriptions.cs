using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Faults;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Resources;

/// <summary>
/// The two ways a client asks to hear of changes: resources/subscribe of the handshake era, which lasts until
/// resources/unsubscribe or the end of its session, and subscriptions/listen since, which lasts as long as its request.
/// One for the whole program, whatever view a caller has of it.
/// </summary>
internal sealed class ResourceSubscriptions(ResourceUpdates updates) : IAsyncDisposable
{
    // Over stdio there is one session, without an id.
    private readonly ConcurrentDictionary<string, SessionWatches> _sessions = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends every subscriptions/listen, and those that come yet: the clients have left or the program ends, and the SDK's server waits for its requests.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>Ends what a session over HTTP has subscribed to. To be called when its server runs no requests any more.</summary>
    public async ValueTask EndSessionAsync(string sessionId)
    {
        if (_sessions.TryRemove(sessionId, out var session))
        {
            await session.DisposeAsync();
        }
    }

    public async ValueTask<EmptyResult> SubscribeAsync(KeyResources resources, RequestContext<SubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        var key = resources.Find(request, request.Params?.Uri);
        string uri = request.Params!.Uri;
        if (request.Server.SessionId is null && request.JsonRpcRequest.Context?.RelatedTransport is not null)
        {
            // Its server object ends with the request, and there would be nobody left to tell.
            throw new McpProtocolException("A subscription needs a session, and this request has none.", McpErrorCode.MethodNotFound);
        }
        var server = request.Server;
        await _sessions.GetOrAdd(server.SessionId ?? "", _ => new()).AddAsync(
            uri, () => WatchAsync(resources, request.User, key, ct => SendAsync(server, uri, null, ct), cancellationToken), cancellationToken);
        return new EmptyResult();
    }

    public async ValueTask<EmptyResult> UnsubscribeAsync(RequestContext<UnsubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(request.Server.SessionId ?? "", out var session))
        {
            await session.RemoveAsync(request.Params?.Uri ?? "", cancellationToken);
        }
        return new EmptyResult();
    }

    /// <summary>Acknowledges what it will tell, tells it until the client ends the request or leaves.</summary>
    public async ValueTask<EmptyResult> ListenAsync(KeyResources resources, RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellationToken)
    {
        var wanted = request.Params?.Notifications;
        var keys = (wanted?.ResourceSubscriptions ?? []).Distinct().Select(uri => (Uri: uri, Key: resources.Find(request, uri))).ToArray();
        var server = request.Server;
        var id = request.JsonRpcRequest.Id;
        var watches = new List<IAsyncDisposable>();
        var acknowledged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            foreach (var (uri, key) in keys)
            {
                watches.Add(await WatchAsync(resources, request.User, key, async ct =>
                {
                    await acknowledged.Task.WaitAsync(ct);
                    await SendAsync(server, uri, id, ct);
                }, cancellationToken));
            }
            // The lists of this program change only with a restart: agreeing to tell of it costs nothing.
            var agreed = new SubscriptionsListenNotifications { ToolsListChanged = wanted?.ToolsListChanged, ResourceSubscriptions = keys.Length == 0 ? null : [.. keys.Select(k => k.Uri)] };
            var parameters = JsonSerializer.SerializeToNode(
                new SubscriptionsAcknowledgedNotificationParams { Notifications = agreed },
                McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(SubscriptionsAcknowledgedNotificationParams)))!.AsObject();
            parameters["_meta"] = Tag(id);
            await server.SendNotificationAsync(NotificationMethods.SubscriptionsAcknowledgedNotification, parameters, McpJsonUtilities.DefaultOptions, cancellationToken);
            acknowledged.SetResult();
            await _ended.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (acknowledged.Task.IsCompleted)
        {
            // The usual end.
        }
        finally
        {
            foreach (var watch in watches)
            {
                await watch.DisposeAsync();
            }
        }
        return new EmptyResult();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string session in _sessions.Keys)
        {
            await EndSessionAsync(session);
        }
        await updates.DisposeAsync();
    }

    private async Task<IAsyncDisposable> WatchAsync(KeyResources resources, ClaimsPrincipal? user, KeyUri key, Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.WatchAsync(user?.Identity?.Name ?? "", resources.ConnectionOf(key), key, changed, cancellationToken);
        }
        catch (Fault fault)
        {
            throw KeyResources.Failed(fault);
        }
    }

    private static Task SendAsync(McpServer server, string uri, RequestId? subscription, CancellationToken cancellationToken) =>
        server.SendNotificationAsync(
            NotificationMethods.ResourceUpdatedNotification,
            new ResourceUpdatedNotificationParams { Uri = uri, Meta = subscription is { } id ? Tag(id) : null },
            McpJsonUtilities.DefaultOptions,
            cancellationToken);

    private static JsonObject Tag(RequestId id) => new() { [MetaKeys.SubscriptionId] = id.Id is long number ? JsonValue.Create(number) : JsonValue.Create((string?)id.Id) };
}
