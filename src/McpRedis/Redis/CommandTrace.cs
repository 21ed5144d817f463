namespace McpRedis.Redis;

/// <summary>Which commands a call ran and how many keys they named; never the keys, never values.</summary>
internal sealed class CommandTrace
{
    private readonly Lock _lock = new();
    private readonly List<string> _names = new(4);

    public int Commands { get; private set; }

    public int Keys { get; private set; }

    /// <summary>Distinct command names in the order of first use.</summary>
    public string Names
    {
        get
        {
            lock (_lock)
            {
                return string.Join(',', _names);
            }
        }
    }

    public void Add(RedisCommand command)
    {
        lock (_lock)
        {
            Commands++;
            foreach (var argument in command.Arguments)
            {
                Keys += argument.IsKey ? 1 : 0;
            }
            string name = command.FullName;
            if (!_names.Contains(name))
            {
                _names.Add(name);
            }
        }
    }
}
