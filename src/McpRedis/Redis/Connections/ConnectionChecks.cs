namespace McpRedis.Redis.Connections;

/// <summary>What can be wrong with a connection as a whole.</summary>
internal static class ConnectionChecks
{
    public static void Run(ConnectionOptions options, ConnectionNotes notes)
    {
        if (options.Databases is { } databases && !databases.Contains(options.Database))
        {
            notes.Mistakes.Add($"{options.Source}: its own database {options.Database} is not among the databases allowed for '{options.Name}'.");
        }
        foreach (var (name, path) in new[] { ("caFile", options.CaFile), ("certFile", options.CertFile), ("keyFile", options.KeyFile) })
        {
            if (path is not null && !File.Exists(path))
            {
                notes.Mistakes.Add($"{options.Source}: option '{name}' names a file that does not exist or cannot be read.");
            }
        }
        if ((options.KeyFile ?? options.CertFile) is { } key && File.Exists(key) && SecretFile.OpenToAll(key) is { } warning)
        {
            notes.Warnings.Add($"{options.Source}: the private key: {warning}");
        }
        if (options.SkipTlsVerify)
        {
            notes.Warnings.Add($"{options.Source}: the certificate of the server is NOT verified (dangerouslySkipTlsVerify); anyone in between can read and change everything.");
        }
        if (options.Password is { Length: < Redaction.ShortestSecret })
        {
            notes.Warnings.Add($"{options.Source}: the password has fewer than {Redaction.ShortestSecret} characters and cannot be kept out of every text.");
        }
    }
}
