using Palimpsest.Imaging;

namespace Palimpsest.Diffusion.Scripts.Outpainting;

/// <summary>Where things are when a picture grows at one side (webui.md 11, Outpainting mk2).</summary>
internal sealed class OutpaintingStep
{
    private readonly Directions _side;
    private readonly int _pixels;
    private readonly int _canvasWidth;
    private readonly int _canvasHeight;
    private readonly int _grownWidth;
    private readonly int _grownHeight;

    /// <param name="width">The picture's.</param>
    /// <param name="mostWidth">The request's: no wider part is painted.</param>
    /// <param name="blurX">By how much the mask reaches into the old picture.</param>
    public OutpaintingStep(int width, int height, int mostWidth, int mostHeight, Directions side, int pixels, int blurX, int blurY)
    {
        (_side, _pixels) = (side, pixels);
        bool isHorizontal = side is Directions.Left or Directions.Right;
        (_grownWidth, _grownHeight) = isHorizontal ? (width + pixels, height) : (width, height + pixels);
        (_canvasWidth, _canvasHeight) = (Margins.Padded(_grownWidth), Margins.Padded(_grownHeight));
        Width = isHorizontal ? Math.Min(mostWidth, _grownWidth) : _canvasWidth;
        Height = isHorizontal ? _canvasHeight : Math.Min(mostHeight, _grownHeight);
        Mask = Kept(_canvasWidth, _canvasHeight, _canvasWidth, _canvasHeight, blurX, blurY);
        LatentMask = Kept(Width, Height, Width, Height, blurX * 2, blurY * 2);
    }

    /// <summary>Of the part that is painted.</summary>
    public int Width { get; }

    public int Height { get; }

    /// <summary>White where the canvas is new.</summary>
    public Picture Mask { get; }

    /// <summary>The same for the part's latents, further into the old picture.</summary>
    public Picture LatentMask { get; }

    /// <summary>The picture with black beside it.</summary>
    public Picture Canvas(Picture picture)
    {
        var canvas = new Picture(_canvasWidth, _canvasHeight, 3, new byte[checked(_canvasWidth * _canvasHeight * 3)]);
        PictureComposition.PasteInPlace(canvas, picture, _side == Directions.Left ? _pixels : 0, _side == Directions.Up ? _pixels : 0);
        return canvas;
    }

    /// <summary>The part of a canvas at its growing side.</summary>
    public Picture Part(Picture canvas) => TileGrid.Crop(canvas, PartX, PartY, Width, Height);

    /// <summary>The canvas with the painted part in its place, without what filled it up to a multiple of 64.</summary>
    public Picture PutBack(Picture canvas, Picture part)
    {
        PictureComposition.PasteInPlace(
            canvas, part, _side == Directions.Left ? 0 : _canvasWidth - part.Width, _side == Directions.Up ? 0 : _canvasHeight - part.Height);
        return TileGrid.Crop(canvas, 0, 0, _grownWidth, _grownHeight);
    }

    private int PartX => _side == Directions.Left ? 0 : _canvasWidth - Width;

    private int PartY => _side == Directions.Up ? 0 : _canvasHeight - Height;

    private Picture Kept(int width, int height, int farX, int farY, int insetX, int insetY) => MaskRectangle.Of(
        width,
        height,
        _side == Directions.Left ? _pixels + insetX : 0,
        _side == Directions.Up ? _pixels + insetY : 0,
        _side == Directions.Right ? farX - _pixels - insetX : _grownWidth,
        _side == Directions.Down ? farY - _pixels - insetY : _grownHeight);
}
