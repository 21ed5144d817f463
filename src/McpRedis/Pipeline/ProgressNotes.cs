using McpRedis.Reply;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Pipeline;

/// <summary>Sends a call's progress one after the other, and all of it before the answer.</summary>
internal sealed class ProgressNotes
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    private ProgressNotes(McpServer server, ProgressToken token)
    {
        Progress = new((done, total, message) =>
        {
            lock (_lock)
            {
                _last = SendAsync(_last, server, token, new() { Progress = done, Total = total, Message = message });
            }
        });
    }

    public CallProgress Progress { get; }

    /// <summary>Null when the client did not ask for progress.</summary>
    public static ProgressNotes? For(RequestContext<CallToolRequestParams> request) =>
        request.Params?.ProgressToken is { } token ? new(request.Server, token) : null;

    public Task FlushAsync()
    {
        lock (_lock)
        {
            return _last;
        }
    }

    private static async Task SendAsync(Task previous, McpServer server, ProgressToken token, ProgressNotificationValue value)
    {
        await previous;
        try
        {
            await server.NotifyProgressAsync(token, value);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client is gone; the call itself will find out.
        }
    }
}
