using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Faults;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Resources;

/// <summary>
/// The two ways a client asks to hear of changes: resources/subscribe of the handshake era, which lasts until
/// resources/unsubscribe, and subscriptions/listen since, which lasts as long as its request.
/// </summary>
internal sealed class ResourceSubscriptions(KeyResources resources, ResourceUpdates updates) : IAsyncDisposable
{
    // By session (one over stdio) and URI as the client wrote it.
    private readonly Dictionary<(string Session, string Uri), IAsyncDisposable> _subscribed = [];
    private readonly SemaphoreSlim _changing = new(1, 1);   // two requests for the same resource make one watch
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends every subscriptions/listen: the client has left, and the SDK's server waits for its requests.</summary>
    public void End() => _ended.TrySetResult();

    public async ValueTask<EmptyResult> SubscribeAsync(RequestContext<SubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        var key = resources.Find(request, request.Params?.Uri);
        string uri = request.Params!.Uri;
        var place = (request.Server.SessionId ?? "", uri);
        var server = request.Server;
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_subscribed.ContainsKey(place))
            {
                _subscribed[place] = await WatchAsync(key, ct => SendAsync(server, uri, null, ct), cancellationToken);
            }
        }
        finally
        {
            _changing.Release();
        }
        return new EmptyResult();
    }

    public async ValueTask<EmptyResult> UnsubscribeAsync(RequestContext<UnsubscribeRequestParams> request, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_subscribed.Remove((request.Server.SessionId ?? "", request.Params?.Uri ?? ""), out var watch))
            {
                await watch.DisposeAsync();
            }
        }
        finally
        {
            _changing.Release();
        }
        return new EmptyResult();
    }

    /// <summary>Acknowledges what it will tell, tells it until the client ends the request or leaves.</summary>
    public async ValueTask<EmptyResult> ListenAsync(RequestContext<SubscriptionsListenRequestParams> request, CancellationToken cancellationToken)
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
                watches.Add(await WatchAsync(key, async ct =>
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
        await _changing.WaitAsync();
        foreach (var watch in _subscribed.Values)
        {
            await watch.DisposeAsync();
        }
        _subscribed.Clear();
        _changing.Release();
        await updates.DisposeAsync();
    }

    private async Task<IAsyncDisposable> WatchAsync(KeyUri key, Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.WatchAsync(key, changed, cancellationToken);
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
