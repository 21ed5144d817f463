namespace Pipelines.Sockets.Unofficial;

/// <summary>Why a connection ended: the first reason is kept. 0, 100 and 400 are known to the caller by number.</summary>
public enum PipeShutdownKind
{
    None = 0,

    /// <summary>The connection was disposed on this side.</summary>
    Disposed = 1,

    /// <summary>The server closed in order.</summary>
    ReadEndOfStream = 100,

    ReadFailed = 101,

    WriteFailed = 201,

    /// <summary>The client said QUIT.</summary>
    ClientQuit = 400,
}
