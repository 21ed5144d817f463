namespace Pipelines.Sockets.Unofficial.Arenas;

/// <summary>Only a parameter type of the arena's constructor: the caller always passes null.</summary>
public abstract class Allocator<T>
{
    private protected Allocator()
    {
    }
}
