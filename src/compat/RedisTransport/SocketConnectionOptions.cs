namespace Pipelines.Sockets.Unofficial;

/// <summary>Hints of the caller; StackExchange.Redis passes 0 and nothing else is known here.</summary>
public enum SocketConnectionOptions
{
    None = 0,
}
