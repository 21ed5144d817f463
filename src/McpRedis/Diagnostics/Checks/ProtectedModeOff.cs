namespace McpRedis.Diagnostics.Checks;

internal static class ProtectedModeOff
{
    public static Check Check { get; } = new("RF054", CheckFamily.Security, "Protected mode is off on a server that listens to the network")
    {
        What = "protected-mode no with an address in bind beyond loopback (or none, which is all).",
        Why = "It is the last fence when the password is lost from the configuration: without it the server is open the same moment.",
        WhenNot = "Containers, where the network in front is closed and passwords are set.",
        Fix = ["CONFIG SET protected-mode yes, once every client has a password", "bind to the addresses that are needed"],
        Risk = "Clients from other machines without a password are refused.",
        Change = "A missing password closes the door instead of opening it.",
        Settings = ["protected-mode"],
        Look = static (node, _) => node.Setting("protected-mode") == "no" && Reach.IsBeyondLoopback(node)
            ? node.Sees(Severity.Warning, 0.4, Evidence.Word("protected-mode", "no"), Evidence.Word("listens for", Reach.Text(node)))
            : null,
    };
}
