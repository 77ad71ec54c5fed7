namespace Palimpsest.Studio;

/// <summary>The database cannot be read or written now: the disk is full, or another program has locked it. Nothing of the change was stored; trying again may help.</summary>
public sealed class StudioStorageException(string message, Exception inner) : Exception(message, inner);
