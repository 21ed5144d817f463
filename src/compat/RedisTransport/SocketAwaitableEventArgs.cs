using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial;

// One socket operation to await, reusable for the next one. Two facts decide the outcome, and the first one wins: the
// operation ends (Complete) or somebody gives it up (Abort). An abort is final, so that the real completion, which may
// come much later, finds the matter settled. The caller also aborts after every successful connect, when nobody awaits
// any more; that changes nothing but the state of an object about to be disposed.
public sealed class SocketAwaitableEventArgs(PipeScheduler? ioScheduler)
    : SocketAsyncEventArgs(SuppressExecutionContext), ICriticalNotifyCompletion
{
    // The awaiting state machine brings its own context.
    private const bool SuppressExecutionContext = true;

    private const int Pending = 0;
    private const int Ended = 1;
    private const int Aborted = 2;

    // Takes the place of the continuation when the outcome came first.
    private static readonly Action s_done = static () => { };

    private int _outcome;
    private SocketError _abortError;
    private Action? _continuation;

    public bool IsCompleted => ReferenceEquals(Volatile.Read(ref _continuation), s_done);

    public SocketAwaitableEventArgs GetAwaiter() => this;

    public int GetResult()
    {
        if (Volatile.Read(ref _outcome) == Aborted)
        {
            throw new SocketException((int)_abortError);
        }

        // Armed again before anything is thrown: a failed operation may be followed by another.
        Volatile.Write(ref _continuation, null);
        Interlocked.CompareExchange(ref _outcome, Pending, Ended);
        return SocketError == SocketError.Success ? BytesTransferred : throw new SocketException((int)SocketError);
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        var earlier = Interlocked.CompareExchange(ref _continuation, continuation, null);
        if (ReferenceEquals(earlier, s_done))
        {
            Continue(continuation);
        }
        else if (earlier is not null)
        {
            throw new InvalidOperationException("The operation is already awaited.");
        }
    }

    public void Complete()
    {
        if (Interlocked.CompareExchange(ref _outcome, Ended, Pending) == Pending)
        {
            Release();
        }
    }

    public void Abort(SocketError error)
    {
        if (Interlocked.CompareExchange(ref _outcome, Aborted, Pending) == Pending)
        {
            _abortError = error;
            Release();
        }
    }

    // On the thread that watches sockets, perhaps; and the caller, when it is connected, waits for the handshake of TLS on the thread it is on.
    protected override void OnCompleted(SocketAsyncEventArgs e) =>
        ThreadPool.UnsafeQueueUserWorkItem(static args => args.Complete(), this, preferLocal: false);

    private void Release()
    {
        var continuation = Interlocked.Exchange(ref _continuation, s_done);
        if (continuation is not null && !ReferenceEquals(continuation, s_done))
        {
            Continue(continuation);
        }
    }

    private void Continue(Action continuation)
    {
        if (ioScheduler is null)
        {
            continuation();
        }
        else
        {
            ioScheduler.Schedule(static action => ((Action)action!)(), continuation);
        }
    }
}
