namespace McpRedis.Migration.Tail;

/// <summary>A step of the stream: changes that go over together, and the place after them. Transactions of the source are never cut in two.</summary>
internal sealed class TailBatch
{
    private readonly List<TailCommand> _commands = [];
    private readonly List<DoubtfulKey> _doubtful = [];

    public IReadOnlyList<TailCommand> Commands => _commands;

    public IReadOnlyList<DoubtfulKey> Doubtful => _doubtful;

    public long Size { get; private set; }

    /// <summary>Where the stream goes on after it.</summary>
    public long Offset { get; set; }

    /// <summary>The database then, on the source.</summary>
    public int Database { get; set; }

    /// <summary>The source asks how far we are.</summary>
    public bool IsAsked { get; set; }

    /// <summary>A command that is not carried over, at which the stream stands: <c>FLUSHALL</c>. The step ends before it.</summary>
    public string? StoppedAt { get; set; }

    public void Add(TailCommand command)
    {
        _commands.Add(command);
        Size += command.Size;
    }

    /// <summary>Takes back what a transaction brought that is not carried over.</summary>
    public void CutTo(int commands)
    {
        _commands.RemoveRange(commands, _commands.Count - commands);
        Size = _commands.Sum(command => (long)command.Size);
    }

    public void Doubt(DoubtfulKey key) => _doubtful.Add(key);
}
