namespace Pipelines.Sockets.Unofficial.Pump;

/// <summary>
/// How large a buffer to ask for next: grows while buffers come back full, so that a large reply takes few calls, and
/// shrinks again so that an idle connection holds little.
/// </summary>
internal struct ReceiveWindow
{
    public const int Smallest = 1024;
    public const int Largest = 1024 * 1024;

    private int _size;

    public readonly int Size => _size == 0 ? Smallest : _size;

    public void Record(int received, int offered)
    {
        if (received >= offered)
        {
            _size = Math.Min(Largest, Math.Max(Size, offered) * 2);
        }
        else if (received < Size / 2)
        {
            _size = Math.Max(Smallest, Size / 2);
        }
    }
}
