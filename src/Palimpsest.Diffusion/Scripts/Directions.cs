namespace Palimpsest.Diffusion.Scripts;

/// <summary>Where outpainting lets a picture grow.</summary>
[Flags]
public enum Directions
{
    None = 0,
    Left = 1,
    Right = 2,
    Up = 4,
    Down = 8,
    All = Left | Right | Up | Down,
}
