namespace Pipelines.Sockets.Unofficial;

/// <summary>The connection broke. An <see cref="IOException"/>, which the caller files under socket failures.</summary>
public sealed class ConnectionResetException : IOException
{
    public ConnectionResetException()
    {
    }

    public ConnectionResetException(string message)
        : base(message)
    {
    }

    public ConnectionResetException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
