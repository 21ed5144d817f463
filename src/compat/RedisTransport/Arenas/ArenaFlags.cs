namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Hints of the caller; StackExchange.Redis passes the literal 16. None of them changes what this arena does.</summary>
public enum ArenaFlags
{
    None = 0,
}
