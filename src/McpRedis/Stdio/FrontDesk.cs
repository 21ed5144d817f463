using System.Collections.Concurrent;
using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Wire;
using ModelContextProtocol.Protocol;

namespace McpRedis.Stdio;

/// <summary>
/// Answers at the door what needs no conversation: the first two questions every client asks (initialize and
/// tools/list, whose answers are known before anybody asks) and calls of reading tools, in the handshake era. All
/// else goes on to the SDK's server, which meanwhile starts on another thread. A test holds every answer given here
/// against the SDK's own. See docs/decisions/0004-front-desk.md for what it saves.
/// </summary>
internal sealed class FrontDesk(ToolCatalogue catalogue, CallPipeline pipeline, LineWriter writer, OpenRequests open) : IDisposable
{
    // So many calls run at once, so many more wait for their turn, unless they are large. Nothing more is held in memory for a client that sends faster than Redis answers.
    private const int MaxCalls = 128, MaxWaiting = 1024, MaxWaitingBytes = 64 * 1024;

    // A moment for calls that are quick: then a file of requests is answered whole. Not again before a call has ended: the reader must hear cancellations.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _slots = new(MaxCalls);
    private readonly SemaphoreSlim _room = new(MaxCalls + MaxWaiting);
    private volatile bool _stuck;
    private readonly ConcurrentDictionary<RequestId, CancellationTokenSource> _running = new();
    private readonly Lazy<byte[]> _list = new(() => ToolList.Result(catalogue));
    private volatile bool _handshake;

    public bool IsOpen { get; init; } = true;

    /// <summary>Takes a request if it is one for here.</summary>
    /// <returns>What is left to do for the SDK's server.</returns>
    public FrontAnswer TryTake(in FrontRequest request)
    {
        switch (IsOpen ? request.Method : "")
        {
            case "initialize" when InitializeAnswer.TryRead(request.Params.Span) is { } version:
                if (!open.TryAdd(request.Id))
                {
                    return FrontAnswer.None;
                }
                WriteResult(request.Id, InitializeAnswer.Result(version));
                _handshake = true;
                open.Remove(request.Id);
                // The server must hear who the client is; its own answer is dropped.
                return FrontAnswer.Echo;
            case "tools/list" when _handshake && !catalogue.DependsOnServer && IsEmpty(request.Params.Span) && open.TryAdd(request.Id):
                WriteResult(request.Id, _list.Value);
                open.Remove(request.Id);
                return FrontAnswer.Whole;
            case "tools/call" when _handshake && ReadCall.TryRead(request.Params, catalogue) is { } call && open.TryAdd(request.Id):
                if (TryEnter(request.Params.Length))
                {
                    _ = RunAsync(request.Id, call);
                }
                else
                {
                    WriteOutcome(request.Id, ErrorFilter.Failed(new Fault(ErrorCode.RateLimited, "Too many calls at once; this one was not carried out.", "Wait for answers, then repeat it.", retryable: true)));
                    open.Remove(request.Id);
                }
                return FrontAnswer.Whole;
            default:
                return FrontAnswer.None;
        }
    }

    /// <summary>Makes the answer to tools/list ready.</summary>
    public void Prepare() => _ = _list.Value;

    /// <summary>Stops a call that runs here.</summary>
    public void Cancel(RequestId id)
    {
        if (_running.TryGetValue(id, out var running))
        {
            running.Cancel();
        }
    }

    public void Dispose()
    {
        _slots.Dispose();
        _room.Dispose();
    }

    private bool TryEnter(int sizeBytes)
    {
        if (sizeBytes > MaxWaitingBytes && _slots.CurrentCount == 0)
        {
            return false;
        }
        bool entered = _room.Wait(_stuck ? TimeSpan.Zero : Patience);
        _stuck = !entered;
        return entered;
    }

    private async Task RunAsync(RequestId id, CallRequest call)
    {
        using var cancel = new CancellationTokenSource();
        _running[id] = cancel;
        bool runs = false;
        try
        {
            await _slots.WaitAsync(cancel.Token);
            runs = true;
            WriteOutcome(id, await pipeline.RunAsync(call, cancel.Token));
        }
        catch (OperationCanceledException)
        {
            // A cancelled request gets no answer.
        }
        finally
        {
            _running.TryRemove(id, out _);
            open.Remove(id);
            if (runs)
            {
                _slots.Release();
            }
            _stuck = false;
            _room.Release();
        }
    }

    private void WriteOutcome(RequestId id, CallOutcome outcome)
    {
        using var line = JsonBuffer.ForLine();
        CallAnswer.Write(line.Writer, id, outcome);
        writer.Write(line.Written);
    }

    private void WriteResult(RequestId id, ReadOnlySpan<byte> result) => writer.Write(CallAnswer.Whole(id, result));

    // No params, or an object without members that matter: a cursor or _meta goes to the SDK.
    private static bool IsEmpty(ReadOnlySpan<byte> parameters)
    {
        if (parameters.IsEmpty)
        {
            return true;
        }
        var reader = new Utf8JsonReader(parameters);
        return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.EndObject;
    }
}

/// <summary>How much of a request the front desk did.</summary>
internal enum FrontAnswer
{
    /// <summary>Nothing: it is the SDK's.</summary>
    None,
    /// <summary>Answered; the SDK hears of it too, and its answer is dropped.</summary>
    Echo,
    /// <summary>All.</summary>
    Whole,
}
